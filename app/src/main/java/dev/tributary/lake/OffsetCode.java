package dev.tributary.lake;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** The offsets of a file's records as bytes, as {@code docs/lake-format.md} describes them: runs of offsets, each number in as few bytes as it needs. */
final class OffsetCode {
    private static final int LOW_BITS = 0x7f;
    private static final int MORE = 0x80;

    private OffsetCode() {}

    static byte[] encode(Map<LakeSurvey.Source, OffsetSet> offsets) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(bytes)) {
            List<LakeSurvey.Source> sources = new ArrayList<>(offsets.keySet());
            sources.sort(
                    Comparator.comparingInt(LakeSurvey.Source::epoch).thenComparingInt(LakeSurvey.Source::partition));
            write(out, sources.size());
            for (LakeSurvey.Source source : sources) {
                write(out, source.epoch());
                write(out, source.partition());
                writeRuns(out, offsets.getOrDefault(source, new OffsetSet()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }

    private static void writeRuns(OutputStream out, OffsetSet offsets) throws IOException {
        List<Long> numbers = new ArrayList<>();
        long[] behind = {0};
        offsets.forEachRun((from, to) -> {
            numbers.add(from - behind[0]);
            numbers.add(to - from);
            behind[0] = to;
        });
        write(out, numbers.size() / 2);
        for (long number : numbers) {
            write(out, number);
        }
    }

    /**
     * The offsets of a topic's file.
     *
     * @throws IOException when the bytes were not made by {@link #encode}
     */
    static Map<LakeSurvey.Source, OffsetSet> decode(String topic, byte[] bytes) throws IOException {
        Map<LakeSurvey.Source, OffsetSet> offsets = new HashMap<>();
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
            for (long sources = read(in); sources > 0; sources--) {
                int epoch = (int) read(in);
                int partition = (int) read(in);
                OffsetSet set = new OffsetSet();
                long at = 0;
                for (long runs = read(in); runs > 0; runs--) {
                    long from = at + read(in);
                    at = from + read(in);
                    set.addRun(from, at);
                }
                offsets.put(new LakeSurvey.Source(topic, epoch, partition), set);
            }
        }
        return offsets;
    }

    private static void write(OutputStream out, long number) throws IOException {
        long rest = number;
        while (rest > LOW_BITS) {
            out.write((int) (rest & LOW_BITS) | MORE);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static long read(InputStream in) throws IOException {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("a number breaks off");
            }
            number |= (long) (next & LOW_BITS) << shift;
            if ((next & MORE) == 0) {
                return number;
            }
        }
        throw new IOException("a number is too long");
    }
}
