package dev.tributary.lake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The CRC32C of a file that grows, without reading it again: the checksum of two pieces follows from those of each. A
 * checksum is a polynomial over GF(2), bits reversed; appending n bytes multiplies it by x^(8n).
 */
final class Checksum {
    private static final int POLYNOMIAL = 0x82F63B78;
    private static final int ONE = 0x80000000;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int X_TO_8 = 0x00800000;

    private Checksum() {}

    /** The checksum of some bytes. */
    static long of(byte[] bytes, int from, int length) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, from, length);
        return sum.getValue();
    }

    /** The checksum of a whole file. */
    static long of(Path file) throws IOException {
        CRC32C sum = new CRC32C();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                sum.update(buffer, 0, count);
            }
        }
        return sum.getValue();
    }

    /** The checksum of a piece followed by another of the given length. */
    static long combine(long first, long second, long secondLength) {
        return (multiply(powerOfX8(secondLength), (int) first) ^ (int) second) & 0xFFFFFFFFL;
    }

    private static int powerOfX8(long exponent) {
        int power = ONE;
        int square = X_TO_8;
        for (long rest = exponent; rest != 0; rest >>>= 1) {
            if ((rest & 1) != 0) {
                power = multiply(power, square);
            }
            square = multiply(square, square);
        }
        return power;
    }

    private static int multiply(int a, int b) {
        int product = 0;
        int shifted = b;
        for (int bit = ONE; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                product ^= shifted;
            }
            shifted = (shifted & 1) == 0 ? shifted >>> 1 : shifted >>> 1 ^ POLYNOMIAL;
        }
        return product;
    }
}
