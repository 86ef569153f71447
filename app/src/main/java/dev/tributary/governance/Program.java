package dev.tributary.governance;

import dev.tributary.warehouse.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The instructions that SQLite makes of a statement, as {@code EXPLAIN} shows them. What a statement reads stands here and nowhere else: whatever its text
 * looks like, a table is read only through an instruction that opens its root page.
 */
final class Program {
    /** Calls a function, plain or aggregate; the name is in P4. */
    private static final Set<String> CALLS =
            Set.of("Function", "PureFunc", "AggStep", "AggStep1", "AggInverse", "AggValue", "AggFinal");

    /** Opens a table or an index of a database for reading; P2 is the root page and P3 the database. */
    private static final Set<String> OPENS = Set.of("OpenRead", "ReopenIdx");

    /** P2 is then no page but a register that has one. */
    private static final int PAGE_IS_IN_REGISTER = 0x10;

    /** Works on registers and on tables that the statement made for itself; reads through what {@link #OPENS} opened. */
    private static final Set<String> HARMLESS = Set.of(("Init Goto Gosub Return InitCoroutine EndCoroutine Yield"
                    + " HaltIfNull Halt Integer Int64 Real String8 String BeginSubrtn Null SoftNull Blob Variable Move Copy SCopy"
                    + " IntCopy FkCheck ResultRow Concat Add Subtract Multiply Divide Remainder CollSeq BitAnd BitOr ShiftLeft"
                    + " ShiftRight AddImm MustBeInt RealAffinity Cast Eq Ne Lt Le Gt Ge ElseEq Permutation Compare Jump And Or"
                    + " IsTrue Not BitNot Once If IfNot IsNull IsType ZeroOrNull NotNull IfNullRow Column TypeCheck Affinity"
                    + " MakeRecord Count Transaction OpenDup OpenAutoindex OpenEphemeral SorterOpen SequenceTest OpenPseudo Close"
                    + " ColumnsUsed SeekGE SeekGT SeekLE SeekLT SeekScan SeekHit IfNotOpen IfNoHope NoConflict NotFound Found"
                    + " SeekRowid NotExists Sequence NewRowid Insert Delete ResetCount SorterCompare SorterData RowData Rowid"
                    + " NullRow SeekEnd Last IfSizeBetween SorterSort Sort Rewind IfEmpty SorterNext Prev Next IdxInsert"
                    + " SorterInsert IdxDelete DeferredSeek FinishSeek IdxRowid IdxLE IdxGT IdxLT IdxGE RowSetAdd RowSetRead"
                    + " RowSetTest IfPos OffsetLimit IfNotZero DecrJumpZero ClrSubtype GetSubtype SetSubtype FilterAdd Filter"
                    + " Trace CursorHint ReleaseReg Noop Explain Abortable ResetSorter Clear")
            .split(" "));

    /** Reads what a function of {@link #TABLE_FUNCTIONS} makes. */
    private static final Set<String> VIRTUAL = Set.of("VOpen", "VFilter", "VColumn", "VNext", "VInitIn");

    /** Functions that make a table of their arguments and look at nothing else. */
    static final Set<String> TABLE_FUNCTIONS = Set.of("json_each", "json_tree");

    /** Functions that look at nothing but their arguments, the clock and chance. */
    static final Set<String> FUNCTIONS = Set.of(("abs char coalesce concat concat_ws format glob hex if ifnull iif"
                    + " instr length like likelihood likely lower ltrim max min nullif octet_length printf quote random randomblob replace"
                    + " round rtrim sign soundex substr substring trim typeof unhex unicode unistr unistr_quote unlikely upper zeroblob acos"
                    + " acosh asin asinh atan atan2 atanh ceil ceiling cos cosh degrees exp floor ln log log10 log2 mod pi pow power radians"
                    + " sin sinh sqrt tan tanh trunc date time datetime julianday strftime timediff unixepoch current_date current_time"
                    + " current_timestamp json jsonb json_array jsonb_array json_array_length json_array_insert jsonb_array_insert json_error_position json_extract"
                    + " jsonb_extract json_insert jsonb_insert json_object jsonb_object json_patch jsonb_patch json_pretty json_quote"
                    + " json_remove jsonb_remove json_replace jsonb_replace json_set jsonb_set json_type json_valid -> ->> avg count"
                    + " group_concat string_agg sum total json_group_array jsonb_group_array json_group_object jsonb_group_object median"
                    + " percentile percentile_cont percentile_disc row_number rank dense_rank percent_rank cume_dist ntile lag lead"
                    + " first_value last_value nth_value stdev stddev variance mode lower_quartile upper_quartile cot coth square"
                    + " charindex leftstr rightstr reverse proper padl padr padc strfilter replicate difference subtype")
            .split(" "));

    /** A page of a database of the connection. */
    record Root(long database, long page) {}

    private record Instruction(
            String name, long p2, long p3, @Nullable String p4, long p5) {}

    private final List<Instruction> instructions;

    private Program(List<Instruction> instructions) {
        this.instructions = instructions;
    }

    /**
     * That of a statement, whose first word must have been found to be SELECT, WITH or VALUES: some other statements act while they are explained.
     *
     * @throws SQLException when it cannot be compiled
     */
    static Program of(Connection connection, String sql) throws SQLException {
        return new Program(Sql.list(
                connection,
                "EXPLAIN " + sql,
                row -> new Instruction(
                        row.getString("opcode"),
                        row.getLong("p2"),
                        row.getLong("p3"),
                        row.getString("p4"),
                        row.getLong("p5"))));
    }

    /** Why it may not run, whatever its user may read; empty when it may. */
    Optional<String> objection() {
        return instructions.stream().flatMap(one -> objection(one).stream()).findFirst();
    }

    private static Optional<String> objection(Instruction one) {
        if (CALLS.contains(one.name())) {
            String function = function(one);
            return FUNCTIONS.contains(function)
                    ? Optional.empty()
                    : Optional.of("the function " + function + " is not allowed here");
        }
        if (OPENS.contains(one.name())) {
            return (one.p5() & PAGE_IS_IN_REGISTER) == 0
                    ? Optional.empty()
                    : Optional.of("this kind of statement is not allowed here");
        }
        boolean writes = one.name().equals("Transaction") && one.p2() != 0;
        boolean known = HARMLESS.contains(one.name()) || VIRTUAL.contains(one.name());
        return known && !writes ? Optional.empty() : Optional.of("this kind of statement is not allowed here");
    }

    /** P4 is the name with the number of arguments behind it: {@code substr(3)}. */
    private static String function(Instruction one) {
        String text = String.valueOf(one.p4());
        int open = text.lastIndexOf('(');
        return (open < 0 ? text : text.substring(0, open)).toLowerCase(Locale.ROOT);
    }

    /** What it opens. */
    List<Root> roots() {
        return instructions.stream()
                .filter(one -> OPENS.contains(one.name()))
                .map(one -> new Root(one.p3(), one.p2()))
                .distinct()
                .toList();
    }

    /** Whether it opens a table that a function makes. */
    boolean opensVirtualTable() {
        return instructions.stream().anyMatch(one -> one.name().equals("VOpen"));
    }
}
