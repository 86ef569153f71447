package dev.tributary.cli;

import dev.tributary.governance.AuditTrail;
import dev.tributary.governance.AuditVerification;
import dev.tributary.pipeline.Words;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        description = {
            "Check that no entry of the audit trail was changed, put in or taken out, at its end as well; or exit 6.",
            "",
            "It prints the head: number and seal of the last entry. Whoever notes that somewhere else can have it checked later with --holds; then even the"
                    + " replacement of the whole trail by an older copy is found."
        },
        footer = {"tributary audit verify", "tributary audit verify --holds \"$(cat /mnt/elsewhere/audit.head)\""})
final class AuditVerifyCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--holds",
            paramLabel = "NUMBER:SEAL",
            description = "A head noted earlier, which the trail must still contain. May be repeated.")
    private List<String> noted = List.of();

    AuditVerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Path state = session.settings().state();
        if (noted.isEmpty() && !Files.exists(AuditTrail.file(state)) && !Files.exists(AuditTrail.anchorFile(state))) {
            session.say("nothing was audited here yet");
            return Exit.DONE;
        }
        AuditVerification found;
        try (AuditTrail trail = AuditTrail.open(state)) {
            found = trail.verify(noted);
        }
        for (String problem : found.problems()) {
            session.shell().err().println(session.colours().bad("not whole:") + " " + problem);
        }
        session.say((found.passed() ? "whole: " : "") + Words.count(found.entries(), "entry", "entries"));
        session.out().println(found.head());
        return found.passed() ? Exit.DONE : Exit.CHECK_FAILED;
    }
}
