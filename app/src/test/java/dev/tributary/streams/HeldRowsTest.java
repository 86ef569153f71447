package dev.tributary.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class HeldRowsTest {
    private final HeldRows rows = new HeldRows();

    @Test
    void theLastRowOfEachKeyIsSentOnce() {
        hold("first", "0");
        hold("a", "1");
        hold("b", "1");
        hold("a", "2");
        assertThat(sent()).containsExactly("a=2", "b=1");
        assertThat(sent()).isEmpty();
    }

    /** Kafka Streams aborts only transactions for which it has sent something itself. */
    @Test
    void theFirstRowOfATransactionIsNotHeld() {
        assertThat(hold("a", "1")).isFalse();
        assertThat(hold("a", "2")).isTrue();
        assertThat(sent()).containsExactly("a=2");
        assertThat(hold("a", "3")).isFalse();
        assertThat(hold("a", "4")).isTrue();
        rows.drop();
        assertThat(hold("a", "3")).isFalse();
        assertThat(sent()).isEmpty();
    }

    @Test
    void soManyAreHeldAndNoMoreButThoseHeldStayTheLast() {
        hold("first", "0");
        int held = 0;
        while (hold("key" + held, "1")) {
            held++;
        }
        assertThat(held).isBetween(1_000, 100_000);
        assertThat(hold("key0", "2")).isTrue();
        assertThat(sent()).hasSize(held).startsWith("key0=2");
    }

    private boolean hold(String key, String value) {
        return rows.hold(key, () -> new ProducerRecord<>("T", Rows.utf8(key), Rows.utf8(value)));
    }

    private List<String> sent() {
        List<String> sent = new ArrayList<>();
        rows.send(record -> sent.add(text(record.key()) + "=" + text(record.value())));
        return sent;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
