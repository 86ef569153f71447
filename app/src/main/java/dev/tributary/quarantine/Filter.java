package dev.tributary.quarantine;

import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * Which records are meant. What is empty does not restrict.
 *
 * @param topic the topic of the record, or of where it lies, in any case of the letters
 * @param reason the beginning of its reason, as {@link Entry#reason()} has it
 * @param since the earliest time of the record
 * @param until the time that it must be before
 */
public record Filter(
        Optional<String> topic, Optional<String> reason, Optional<Instant> since, Optional<Instant> until) {
    public Filter {
        reason = reason.map(text -> text.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_"));
    }

    /** Whether nothing restricts. */
    public boolean empty() {
        return topic.isEmpty() && reason.isEmpty() && since.isEmpty() && until.isEmpty();
    }

    /** Whether it is meant. */
    public boolean matches(Entry entry) {
        return topic.filter(name -> !name.equalsIgnoreCase(entry.origin().topic())
                                && !name.equalsIgnoreCase(entry.place().topic()))
                        .isEmpty()
                && reason.filter(code -> !entry.reason().startsWith(code)).isEmpty()
                && since.filter(time -> entry.time() < time.toEpochMilli()).isEmpty()
                && until.filter(time -> entry.time() >= time.toEpochMilli()).isEmpty();
    }

    /** Whether the file may hold one that is meant. A row of the topology's quarantine may lie in another day than that of its record. */
    boolean mayMatchIn(LakeFile file) {
        if (Catalogue.isQuarantine(file.topic())) {
            return true;
        }
        boolean ofTopic =
                topic.filter(name -> !name.equalsIgnoreCase(file.topic())).isEmpty();
        return ofTopic && file.date().filter(date -> !inTime(date)).isEmpty();
    }

    private boolean inTime(LocalDate date) {
        return since.filter(time -> date.isBefore(LakeLayout.dateOf(time.toEpochMilli())))
                        .isEmpty()
                && until.filter(time -> date.isAfter(LakeLayout.dateOf(time.toEpochMilli())))
                        .isEmpty();
    }
}
