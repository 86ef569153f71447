package dev.tributary.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.report.PipelineFigures.Mode;
import dev.tributary.report.PipelineFigures.Past;
import dev.tributary.report.PipelineFigures.Role;
import dev.tributary.report.PipelineFigures.Topic;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FlowTest {
    @Test
    void expiredAndLoadedRecordsTogetherMakeTheRows() {
        Topic topic = topic(100, new Past(40, 0), false, 140);

        assertThat(Flow.difference(topic)).isZero();
        assertThat(Flow.rowless(topic)).isZero();
    }

    @Test
    void aWarehouseMadeAnewHasNoRowsOfExpiredDays() {
        Topic topic = topic(100, new Past(40, 0), false, 100);

        assertThat(Flow.difference(topic)).isZero();
        assertThat(Flow.rowless(topic)).isEqualTo(40);
    }

    @Test
    void rowsThatNoRecordMadeAreADifference() {
        assertThat(Flow.difference(topic(100, new Past(40, 0), false, 141))).isEqualTo(1);
        assertThat(Flow.difference(topic(100, new Past(40, 0), true, 141))).isEqualTo(1);
    }

    @Test
    void loadedRecordsWithoutRowAreADifferenceUnlessPersonsWereErased() {
        assertThat(Flow.difference(topic(100, new Past(40, 0), false, 99))).isEqualTo(-1);

        Topic erased = topic(100, Past.NONE, true, 99);
        assertThat(Flow.difference(erased)).isZero();
        assertThat(Flow.rowless(erased)).isEqualTo(1);
    }

    private static Topic topic(long loaded, Past past, boolean erasures, long rows) {
        return new Topic(
                "T",
                Role.OTHER,
                Mode.APPEND,
                false,
                1,
                loaded,
                0,
                1,
                0,
                0,
                loaded,
                0,
                past,
                true,
                erasures,
                OptionalLong.of(rows),
                Optional.empty());
    }
}
