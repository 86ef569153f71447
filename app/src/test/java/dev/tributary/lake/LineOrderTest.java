package dev.tributary.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.lake.LineOrder.Found;
import dev.tributary.lake.LineOrder.Missing;
import dev.tributary.testing.Seed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineOrderTest {
    private final Random random = new Random(Seed.get());
    private final List<Missing> file = new ArrayList<>();
    private final Map<Integer, Long> next = new HashMap<>();

    /** Appends the next line of a partition. */
    private void append(int partition) {
        long offset = next.merge(partition, 1L, Long::sum) - 1;
        String text =
                "{\"n\":" + random.nextInt(1_000_000) + ",\"partition\":" + partition + ",\"offset\":" + offset + "}\n";
        file.add(new Missing(
                new Coordinates(new Coordinates.Log(0, partition), offset), text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] bytes(List<Missing> lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        lines.forEach(line -> bytes.writeBytes(line.line()));
        return bytes.toByteArray();
    }

    private static long checksum(List<Missing> lines) {
        byte[] bytes = bytes(lines);
        return Checksum.of(bytes, 0, bytes.length);
    }

    /** What makes the bytes that are seen in place of lines; empty bytes are a file that was cut. */
    private interface Damage {
        byte[] of(byte[] bytes);
    }

    private LineOrder damaged(List<Boolean> lost, Damage damage) {
        List<Missing> missing = new ArrayList<>();
        for (int at = 0; at < file.size(); at++) {
            if (lost.get(at)) {
                missing.add(file.get(at));
            }
        }
        LineOrder.Builder order = new LineOrder.Builder(missing);
        for (int at = 0; at < file.size(); ) {
            int from = at;
            for (; at < file.size() && !lost.get(at); at++) {
                order.line(file.get(at).coordinates());
            }
            List<Missing> good = file.subList(from, at);
            order.good(bytes(good).length, checksum(good));
            int hole = at;
            while (at < file.size() && lost.get(at)) {
                at++;
            }
            if (at > hole) {
                byte[] before = bytes(file.subList(hole, at));
                order.hole(before.length, damage.of(before));
                if (at == file.size()) {
                    order.good(0, 0);
                }
            }
        }
        return order.build();
    }

    private List<Missing> lost(List<Boolean> lost) {
        List<Missing> lines = new ArrayList<>();
        for (int at = 0; at < file.size(); at++) {
            if (lost.get(at)) {
                lines.add(file.get(at));
            }
        }
        return lines;
    }

    private List<Boolean> lostBetween(int from, int to) {
        List<Boolean> lost = new ArrayList<>();
        for (int at = 0; at < file.size(); at++) {
            lost.add(at >= from && at < to);
        }
        return lost;
    }

    @Test
    void fewLinesInSeveralHolesAreFoundWhateverTheirOrder() {
        for (int round = 0; round < 200; round++) {
            file.clear();
            next.clear();
            int lines = 20 + random.nextInt(40);
            for (int n = 0; n < lines; n++) {
                append(random.nextInt(3));
            }
            List<Boolean> lost = lostBetween(0, 0);
            for (int hole = 0; hole < 3; hole++) {
                int from = random.nextInt(lines - 4);
                for (int at = from; at < from + 4; at++) {
                    lost.set(at, true);
                }
            }

            LineOrder order = damaged(lost, bytes -> new byte[bytes.length]);

            assertThat(order.withChecksum(checksum(file)).map(Found::lines))
                    .as("seed %d, round %d", Seed.get(), round)
                    .contains(lost(lost));
            assertThat(order.any()).isPresent();
        }
    }

    @Test
    void whatIsLeftOfTheLinesShowsTheirOrder() {
        for (int n = 0; n < 3_000; n++) {
            append(random.nextInt(4));
        }
        List<Boolean> all = lostBetween(0, file.size());
        LineOrder order = damaged(all, bytes -> {
            for (int at = 0; at < bytes.length; at += 30) {
                bytes[at] ^= 1;
            }
            return bytes;
        });

        assertThat(order.withChecksum(checksum(file)).map(Found::lines)).contains(file);
    }

    @Test
    void manyLinesOfOnePartitionHaveOneOrder() {
        for (int n = 0; n < 100_000; n++) {
            append(0);
            if (n == 500) {
                append(1);
            }
        }
        List<Boolean> lost = lostBetween(600, file.size());

        assertThat(damaged(lost, bytes -> new byte[0])
                        .withChecksum(checksum(file))
                        .map(Found::lines))
                .contains(lost(lost));
    }

    @Test
    void linesThatWerePolledTogetherAreFoundTogether() {
        for (int partition : List.of(0, 2, 1, 0)) {
            for (int n = 0; n < 25; n++) {
                append(partition);
            }
        }
        List<Boolean> lost = lostBetween(15, file.size());

        assertThat(damaged(lost, bytes -> new byte[0])
                        .withChecksum(checksum(file))
                        .map(Found::lines))
                .contains(lost(lost));
    }

    @Test
    void anOrderThatIsNotToBeFoundIsGivenUpAndAnotherKeepsThatOfEachPartition() {
        for (int n = 0; n < 300; n++) {
            append(random.nextInt(3));
        }
        List<Boolean> lost = lostBetween(100, 250);

        LineOrder order = damaged(lost, bytes -> new byte[bytes.length]);

        assertThat(order.withChecksum(checksum(file))).isEmpty();
        Found other = order.any().orElseThrow();
        List<Missing> whole = new ArrayList<>(file.subList(0, 100));
        whole.addAll(other.lines());
        whole.addAll(file.subList(250, 300));
        assertThat(whole).containsExactlyInAnyOrderElementsOf(file);
        assertThat(other.checksum()).isEqualTo(checksum(whole));
        for (int partition = 0; partition < 3; partition++) {
            int number = partition;
            assertThat(whole.stream()
                            .map(Missing::coordinates)
                            .filter(at -> at.log().partition() == number)
                            .map(Coordinates::offset))
                    .isSorted();
        }
    }

    @Test
    void linesThatDoNotFillTheHolesHaveNoOrder() {
        for (int n = 0; n < 10; n++) {
            append(n % 2);
        }
        List<Boolean> lost = lostBetween(3, 6);
        List<Missing> missing = lost(lost);
        LineOrder.Builder order = new LineOrder.Builder(missing.subList(0, 2));
        order.good(0, 0);
        order.hole(bytes(missing).length, new byte[0]);
        order.good(0, 0);

        assertThat(order.build().any()).isEmpty();
    }
}
