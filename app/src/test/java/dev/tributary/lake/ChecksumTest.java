package dev.tributary.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    @Test
    void theSumOfAFileThatGrewIsTheSumOfItsBytes() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] all = new byte[random.nextInt(5_000)];
            random.nextBytes(all);
            int cut = all.length == 0 ? 0 : random.nextInt(all.length);

            long grown = Checksum.combine(
                    Checksum.combine(0, Checksum.of(all, 0, cut), cut),
                    Checksum.of(all, cut, all.length - cut),
                    all.length - cut);

            assertThat(grown).isEqualTo(Checksum.of(all, 0, all.length));
        }
    }
}
