package dev.tributary.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** A lake of transactions that another tool wrote, in a project of its own: quickly made, and always the same. */
final class SampleLake {
    private static final List<String> TYPES = List.of("payment", "purchase", "refund", "withdrawal");
    private static final List<String> STATUSES = List.of("completed", "pending", "failed", "processing", "cancelled");
    private static final List<String> COUNTRIES = List.of("Brazil", "Côte d’Ivoire", "France", "Japan", "UK");
    private static final List<String> METHODS = List.of("credit_card", "paypal", "bank_transfer");

    private final Path project;
    private final Random random = new Random(7);
    private final Map<String, List<String>> lines = new LinkedHashMap<>();

    SampleLake(Path project) {
        this.project = project;
    }

    /** Transactions spread evenly from a moment on. */
    SampleLake transactions(int count, Instant from, Duration span) {
        for (int n = 0; n < count; n++) {
            Instant time = from.plus(span.multipliedBy(n).dividedBy(Math.max(1, count)));
            String status = pick(STATUSES);
            String secure =
                    "\"TRANSACTION_ID\":\"TXN-%08x\",\"TIMESTAMP\":\"%s\",\"USER_ID_HASHED\":\"%032x\",\"TRANSACTION_TYPE\":\"%s\","
                                    .formatted(n, time, random.nextInt(50) + 1, pick(TYPES))
                            + "\"STATUS\":\"%s\",\"COUNTRY\":\"%s\",\"PAYMENT_METHOD\":\"%s\""
                                    .formatted(status, pick(COUNTRIES), pick(METHODS));
            String day = time.toString().substring(0, 10);
            add("TRANSACTIONS_SECURE", day, "{" + secure + "}");
            String amount = String.format(Locale.ROOT, "%.6f", 10 + random.nextInt(990_000_000) / 1e6);
            add("TRANSACTIONS_USD", day, "{" + secure + ",\"AMOUNT_USD\":" + amount + "}");
            add(
                    "SPEND_LAST_FIVE_MIN_BY_TYPE",
                    day,
                    "{\"TRANSACTION_TYPE\":\"%s\",\"WINDOW_START\":\"%s\",\"WINDOW_END\":\"%s\",\"TRANSACTION_COUNT\":%d,\"TOTAL_SPENT_5MIN\":%s}"
                            .formatted(pick(TYPES), time, time.plusSeconds(300), n % 7, amount));
            if (status.equals("failed")) {
                add("TRANSACTIONS_FAILED", day, "{" + secure + "}");
            }
        }
        return this;
    }

    /** A line of a topic. */
    SampleLake add(String topic, String day, String json) {
        lines.computeIfAbsent(topic + "/" + day, file -> new ArrayList<>()).add(json);
        return this;
    }

    /** Writes the lake and loads it. */
    Path load() throws IOException {
        for (Map.Entry<String, List<String>> file : lines.entrySet()) {
            Path path = project.resolve("pipeline").resolve(file.getKey()).resolve("lines.jsonl");
            Files.createDirectories(path.getParent());
            Files.writeString(path, String.join("\n", file.getValue()) + "\n");
        }
        CommandLineRun.Ended loaded = new CommandLineRun(project).run("load", "-q");
        if (loaded.exit() != Exit.DONE) {
            throw new IllegalStateException("load failed: " + loaded.err());
        }
        return project;
    }

    private String pick(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
