package dev.tributary.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SumByWindowTest {
    private static final long NOON = Derivation.NOW.toEpochMilli();
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
    private final SumByWindow sum =
            new SumByWindow(StreamRules.defaults(), Limits.defaults(), () -> TableRows.EVERY_UPDATE);
    private final KeyValueStore<byte[], byte[]> totals = store(SumByWindow.TOTALS);

    @BeforeEach
    void init() {
        store(SumByWindow.TIMES);
        sum.init(context);
    }

    private KeyValueStore<byte[], byte[]> store(String name) {
        KeyValueStore<byte[], byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        return store;
    }

    @Test
    void aPartitionThatIsReadFasterDoesNotCloseTheWindowsOfAnother() {
        assertThat(rowsAfter(0, NOON + HOUR)).isEqualTo(5);
        assertThat(rowsAfter(1, NOON)).isEqualTo(5);
        assertThat(rowsAfter(1, NOON + 1)).isEqualTo(5);
        assertThat(rowsAfter(0, NOON)).isZero();
    }

    @Test
    void theResultDoesNotDependOnHowPartitionsAreInterleaved() {
        rowsAfter(0, NOON);
        rowsAfter(0, NOON + HOUR);
        rowsAfter(1, NOON);
        assertThat(firstTotal()).isEqualTo(new Total(2, new Usd(2), NOON));
    }

    private Total firstTotal() {
        try (KeyValueIterator<byte[], byte[]> all = totals.all()) {
            return Total.fromBytes(all.next().value);
        }
    }

    @Test
    void whoTakesOverGoesOnFromTheStores() {
        rowsAfter(0, NOON + HOUR);
        SumByWindow successor =
                new SumByWindow(StreamRules.defaults(), Limits.defaults(), () -> TableRows.EVERY_UPDATE);
        successor.init(context);
        assertThat(rowsAfter(successor, 0, NOON)).isZero();
        assertThat(rowsAfter(successor, 0, NOON + HOUR)).isEqualTo(5);
        assertThat(firstTotal()).isEqualTo(new Total(2, new Usd(2), NOON + HOUR));
    }

    @Test
    void windowsThatNobodyWantsAnyMoreAreDropped() {
        rowsAfter(0, NOON);
        rowsAfter(0, NOON + 25 * HOUR);
        assertThat(size()).isEqualTo(5);
        assertThat(rowsAfter(1, NOON)).isZero();
    }

    private int size() {
        int size = 0;
        try (KeyValueIterator<byte[], byte[]> all = totals.all()) {
            for (; all.hasNext(); all.next()) {
                size++;
            }
        }
        return size;
    }

    private int rowsAfter(int partition, long time) {
        return rowsAfter(sum, partition, time);
    }

    private int rowsAfter(SumByWindow processor, int partition, long time) {
        context.resetForwards();
        byte[] addend = new Addend(new Usd(1), partition, 0, 1).toBytes();
        processor.process(new Record<>("purchase".getBytes(StandardCharsets.UTF_8), addend, time));
        List<?> rows = context.forwarded();
        return rows.size();
    }
}
