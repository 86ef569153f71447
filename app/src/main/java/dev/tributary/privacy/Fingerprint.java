package dev.tributary.privacy;

/**
 * The number by which a pseudonym and a guess of it are compared: the first 64 bits of a digest, however the pseudonym writes it: in hex of either case, in base64, whole
 * or cut short. What is written in no such way is compared as the text that it is.
 */
final class Fingerprint {
    private static final int HEX_DIGITS = 16;
    private static final int BASE64_DIGITS = 11;
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Fingerprint() {}

    /** Of a digest's bytes, eight or more. */
    static long ofDigest(byte[] digest) {
        long bits = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            bits = (bits << 8) | (digest[i] & 0xff);
        }
        return bits;
    }

    /** Of a pseudonym as it is written. */
    static long of(byte[] buffer, int from, int to) {
        if (isHex(buffer, from, to)) {
            long bits = 0;
            for (int i = from; i < from + HEX_DIGITS; i++) {
                bits = (bits << 4) | Character.digit(buffer[i], 16);
            }
            return bits;
        }
        return isBase64(buffer, from, to) ? base64(buffer, from) : ofText(buffer, from, to);
    }

    /** Of a text that is no digest. */
    static long ofText(byte[] buffer, int from, int to) {
        long hash = OFFSET;
        for (int i = from; i < to; i++) {
            hash = (hash ^ buffer[i]) * PRIME;
        }
        return hash;
    }

    private static boolean isHex(byte[] buffer, int from, int to) {
        if (to - from < HEX_DIGITS) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (Character.digit(buffer[i], 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBase64(byte[] buffer, int from, int to) {
        if (to - from < BASE64_DIGITS) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (sixBits(buffer[i]) < 0 && !(buffer[i] == '=' && i >= to - 2)) {
                return false;
            }
        }
        return true;
    }

    private static long base64(byte[] buffer, int from) {
        long bits = 0;
        for (int i = from; i < from + BASE64_DIGITS - 1; i++) {
            bits = (bits << 6) | sixBits(buffer[i]);
        }
        return (bits << 4) | (Math.max(0, sixBits(buffer[from + BASE64_DIGITS - 1])) >>> 2);
    }

    private static int sixBits(byte character) {
        if (character >= 'A' && character <= 'Z') {
            return character - 'A';
        }
        if (character >= 'a' && character <= 'z') {
            return character - 'a' + 26;
        }
        if (character >= '0' && character <= '9') {
            return character - '0' + 52;
        }
        return switch (character) {
            case '+', '-' -> 62;
            case '/', '_' -> 63;
            default -> -1;
        };
    }
}
