package dev.tributary.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** Nothing that identifies a user is in any derived topic but the confidential one. */
class PrivacyTest {
    private static final int TRANSACTIONS = 2000;
    private static final long SEED = 20260301;
    private static final List<Status> STATUSES = List.of(Status.values());

    private final Random random = new Random(SEED);
    private final Set<String> substrings = new HashSet<>();
    private final Set<String> values = new HashSet<>();

    @Test
    void whatIdentifiesAUserIsInNoDerivedTopic() {
        try (Derivation derivation = new Derivation()) {
            for (int i = 0; i < TRANSACTIONS; i++) {
                derivation.send(transaction(i));
            }
            List<String> written = new ArrayList<>();
            for (DerivedTopic topic : TransactionTopology.derivedTopics()) {
                if (!topic.confidential()) {
                    derivation.records(topic.name()).forEach(record -> inspect(record, written));
                }
            }
            assertThat(written.size()).isGreaterThan(9 * TRANSACTIONS);
            assertThat(String.join("\n", written)).as("seed " + SEED).doesNotContain(substrings);
        }
    }

    private void inspect(TestRecord<byte[], byte[]> record, List<String> written) {
        written.add(new String(record.key(), StandardCharsets.UTF_8));
        written.add(new String(record.value(), StandardCharsets.UTF_8));
        JsonNode row = Derivation.parse(record.value());
        for (JsonNode value : row) {
            if (values.contains(value.asText())) {
                throw new AssertionError("seed " + SEED + ": " + value + " in " + row);
            }
        }
    }

    private Sample transaction(int number) {
        String userId = noted(substrings, "USER-" + (1000 + random.nextInt(9000)));
        String ip = noted(substrings, random.nextInt(10) == 0 ? ipv6() : ipv4());
        String street = noted(substrings, (100 + random.nextInt(900)) + " Main St");
        String name = noted(values, "Name" + random.nextInt(100));
        String zip = noted(values, String.format(Locale.ROOT, "%05d", random.nextInt(100_000)));
        return Sample.transaction()
                .id(number)
                .with("USER_ID", quoted(userId))
                .with("USER_NAME", quoted(name))
                .with("DEVICE_INFO.IP_ADDRESS", quoted(ip))
                .with("SHIPPING_ADDRESS.STREET", quoted(street))
                .with("SHIPPING_ADDRESS.ZIP", quoted(zip))
                .with(
                        "STATUS",
                        quoted(STATUSES.get(random.nextInt(STATUSES.size())).text()))
                .with("AMOUNT", (10 + random.nextInt(990)) + ".25");
    }

    /** Full addresses only: a text that is no address is not looked for, only masked. */
    private String ipv4() {
        return number() + "." + number() + "." + number() + "." + number();
    }

    private int number() {
        return 1 + random.nextInt(255);
    }

    private String ipv6() {
        return String.format("2001:db8:%x:%x::%x", random.nextInt(65536), random.nextInt(65536), number());
    }

    private static String noted(Set<String> where, String what) {
        where.add(what);
        return what;
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
