package dev.tributary.privacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.files.DurableFiles;
import dev.tributary.files.OwnerOnly;
import dev.tributary.governance.GovernanceException;
import dev.tributary.privacy.PrivacyCheckResult.Finding;
import dev.tributary.privacy.PrivacyCheckResult.Outcome;
import dev.tributary.privacy.PrivacyCheckResult.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the result of the last check is kept: {@code privacy-check.json}, replaced as a whole. */
final class CheckRecord {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path state;
    private final Path file;

    private CheckRecord(Path state) {
        this.state = state;
        this.file = state.resolve("privacy-check.json");
    }

    static CheckRecord in(Path state) {
        return new CheckRecord(state);
    }

    void write(PrivacyCheckResult result) throws IOException {
        OwnerOnly.createFolders(state);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh); // of a check that was broken off
        DurableFiles.write(
                fresh, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json(result)), OwnerOnly.file(fresh));
        DurableFiles.replace(fresh, file); // the one act
    }

    private static ObjectNode json(PrivacyCheckResult result) {
        ObjectNode root = JSON.createObjectNode()
                .put("at", result.at().toString())
                .put("millis", result.millis())
                .put("passed", result.passed());
        ArrayNode rows = root.putArray("rows");
        result.rows()
                .forEach(row -> rows.addObject()
                        .put("check", row.check())
                        .put("looked_at", row.lookedAt())
                        .put("unit", row.unit())
                        .put("candidates", row.candidates())
                        .put("found", row.found())
                        .put("outcome", row.outcome().name())
                        .put("detail", row.detail()));
        ArrayNode findings = root.putArray("findings");
        result.findings()
                .forEach(finding -> findings.addObject()
                        .put("check", finding.check())
                        .put("where", finding.where())
                        .put("what", finding.what())
                        .put("count", finding.count()));
        return root;
    }

    Optional<PrivacyCheckResult> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(result(JSON.readTree(Files.readAllBytes(file))));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new GovernanceException(
                    "what the last privacy check found, " + file + ", cannot be read: " + e,
                    Optional.of("tributary privacy check writes it anew"),
                    e);
        }
    }

    private static PrivacyCheckResult result(JsonNode root) {
        List<Row> rows = new ArrayList<>();
        root.required("rows")
                .forEach(row -> rows.add(new Row(
                        row.required("check").asText(),
                        row.required("looked_at").longValue(),
                        row.required("unit").asText(),
                        row.required("candidates").longValue(),
                        row.required("found").longValue(),
                        Outcome.valueOf(row.required("outcome").asText()),
                        row.required("detail").asText())));
        List<Finding> findings = new ArrayList<>();
        root.required("findings")
                .forEach(finding -> findings.add(new Finding(
                        finding.required("check").asText(),
                        finding.required("where").asText(),
                        finding.required("what").asText(),
                        finding.required("count").longValue())));
        return new PrivacyCheckResult(
                Instant.parse(root.required("at").asText()),
                root.required("millis").longValue(),
                root.required("passed").booleanValue(),
                rows,
                findings);
    }
}
