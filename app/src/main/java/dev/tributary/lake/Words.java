package dev.tributary.lake;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Base64;

/**
 * Finds the words of some bytes, which need not be a text: as they stand there, then with the escapes of JSON resolved, as deep as they are nested, then in
 * what is Base64 by the name of its member. A word is a run of ASCII letters and digits.
 */
final class Words {
    /** Is told of each word. */
    @FunctionalInterface
    interface Taking {
        /**
         * A word.
         *
         * @param wordEnd behind it
         * @param to the end of all
         */
        void word(byte[] bytes, int from, int wordEnd, int to);
    }

    /** How long a pseudonym is. */
    static final int PSEUDONYM = 32;

    private static final int DEPTH = 4;
    private static final byte[] BASE64 = "base64\":\"".getBytes(US_ASCII);

    private final byte[] bytes;
    private final int from;
    private final int to;
    private final Taking taking;

    Words(byte[] bytes, int from, int to, Taking taking) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.taking = taking;
    }

    void read() {
        read(bytes, from, to, 0);
    }

    private void read(byte[] text, int start, int end, int depth) {
        boolean escaped = false;
        for (int at = start; at < end; at++) {
            escaped |= text[at] == '\\';
            if (isWord(text[at]) && (at == start || !isWord(text[at - 1]))) {
                int wordEnd = at;
                while (wordEnd < end && isWord(text[wordEnd])) {
                    wordEnd++;
                }
                taking.word(text, at, wordEnd, end);
                if (text[wordEnd - 1] == '4' && startsWith(text, wordEnd - 6, end)) {
                    decoded(text, wordEnd - 6 + BASE64.length, end, depth);
                }
                at = wordEnd - 1;
            }
        }
        if (escaped && depth < DEPTH) {
            byte[] plain = unescaped(text, start, end);
            read(plain, 0, plain.length, depth + 1);
        }
    }

    private static boolean startsWith(byte[] text, int at, int end) {
        return at >= 0
                && at + BASE64.length <= end
                && Arrays.equals(text, at, at + BASE64.length, BASE64, 0, BASE64.length);
    }

    private void decoded(byte[] text, int start, int end, int depth) {
        int quote = start;
        while (quote < end && text[quote] != '"') {
            quote++;
        }
        if (depth < DEPTH) {
            try {
                byte[] plain = Base64.getDecoder().decode(Arrays.copyOfRange(text, start, quote));
                read(plain, 0, plain.length, depth + 1);
            } catch (IllegalArgumentException notBase64) {
                // then it was read as it stands
            }
        }
    }

    private static byte[] unescaped(byte[] text, int start, int end) {
        byte[] plain = new byte[end - start];
        int length = 0;
        for (int at = start; at < end; at++) {
            if (text[at] != '\\' || at + 1 == end) {
                plain[length++] = text[at];
            } else if (text[at + 1] == 'u' && at + 5 < end) {
                plain[length++] = character(text, at + 2);
                at += 5;
            } else {
                at++;
                plain[length++] = (byte) ("bfnrt".indexOf(text[at]) >= 0 ? ' ' : text[at]);
            }
        }
        return Arrays.copyOf(plain, length);
    }

    /** What is not ASCII is in no word. */
    private static byte character(byte[] text, int at) {
        try {
            int character = Integer.parseInt(new String(text, at, 4, US_ASCII), 16);
            return (byte) (character < 0x80 ? character : 0xff);
        } catch (NumberFormatException notHex) {
            return ' ';
        }
    }

    private static boolean isWord(byte b) {
        return isDigit(b) || isLetter(b);
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isLetter(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
    }

    static boolean isPseudonym(byte[] bytes, int from, int end) {
        if (end - from != PSEUDONYM) {
            return false;
        }
        for (int at = from; at < end; at++) {
            if (!isHex(bytes[at])) {
                return false;
            }
        }
        return true;
    }

    static boolean isHex(byte b) {
        return isDigit(b) || (b >= 'a' && b <= 'f');
    }

    /** Whether something of this shape stands here, with no digit behind it, and as a whole word no letter either. */
    static boolean hasShape(byte[] bytes, int from, int to, String shape, boolean wholeWord) {
        int end = from + shape.length();
        if (end > to || (end < to && (isDigit(bytes[end]) || (wholeWord && isWord(bytes[end]))))) {
            return false;
        }
        for (int at = 0; at < shape.length(); at++) {
            byte b = bytes[from + at];
            char wanted = shape.charAt(at);
            boolean fits = wanted == 'A' ? isLetter(b) : wanted == '9' ? isDigit(b) : b == wanted;
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
