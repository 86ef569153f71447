package dev.tributary.warehouse;

/**
 * A question with a name.
 *
 * @param name what it is called on the command line
 * @param description what it answers
 * @param original the SQL that answers it, as the original system had it
 * @param sql the same and, beside each total, what of it is completed; asks every row
 * @param summarySql the same as {@code sql}, asked of a summary, where that is exact
 * @param summary the summary's table
 * @param table the table that it asks
 */
public record NamedQuery(
        String name,
        String description,
        String original,
        String sql,
        String summarySql,
        String summary,
        String table) {}
