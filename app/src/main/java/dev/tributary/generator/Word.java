package dev.tributary.generator;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** A piece of text whose UTF-8 bytes are made once. */
final class Word {
    private final byte[] bytes;

    private Word(byte[] bytes) {
        this.bytes = bytes;
    }

    static Word of(String text) {
        return new Word(text.getBytes(StandardCharsets.UTF_8));
    }

    static Word[] all(String... texts) {
        return Stream.of(texts).map(Word::of).toArray(Word[]::new);
    }

    int copyTo(byte[] target, int position) {
        System.arraycopy(bytes, 0, target, position, bytes.length);
        return position + bytes.length;
    }

    int length() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
