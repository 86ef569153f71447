package dev.tributary.streams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The versions of the secret as text: one a line, or between commas, each as {@code NUMBER SECRET}, the secret in hex or base64. A secret without
 * a number is version 1. The versions are numbered from 1 without a gap.
 *
 * @param versions by number; usable only when there is no problem
 * @param problems what is wrong with the text, nothing of a secret in it
 */
record KeyText(List<KeyVersion> versions, List<String> problems) {
    static final int MIN_BYTES = 16;

    private static final Pattern ENTRY = Pattern.compile("(?:(\\d{1,6})\\s+)?(\\S+)");
    private static final Pattern HEX = Pattern.compile("(?:[0-9a-fA-F]{2})+");

    KeyText {
        versions = List.copyOf(versions);
        problems = List.copyOf(problems);
    }

    static KeyText parse(String text) {
        List<String> problems = new ArrayList<>();
        TreeMap<Integer, KeyVersion> versions = new TreeMap<>();
        List<String> entries = text.lines()
                .flatMap(KeyText::entries)
                .filter(entry -> !entry.isBlank())
                .toList();
        if (entries.isEmpty()) {
            problems.add("it is empty");
        }
        for (int i = 0; i < entries.size(); i++) {
            add(entries.get(i).strip(), i + 1, versions, problems);
        }
        refuseGaps(versions, problems);
        refuseRepeatedSecrets(List.copyOf(versions.values()), problems);
        return new KeyText(List.copyOf(versions.values()), problems);
    }

    private static Stream<String> entries(String line) {
        return Arrays.stream(line.split(",", -1));
    }

    private static void add(String entry, int position, TreeMap<Integer, KeyVersion> versions, List<String> problems) {
        Matcher matcher = ENTRY.matcher(entry);
        Optional<byte[]> secret = matcher.matches()
                ? decode(matcher.group(2)).filter(bytes -> bytes.length >= MIN_BYTES)
                : Optional.empty();
        if (secret.isEmpty()) {
            problems.add("entry " + position + " is not " + MIN_BYTES + " or more bytes as hex or base64");
            return;
        }
        int number = matcher.group(1) == null ? 1 : Integer.parseInt(matcher.group(1));
        if (number == 0) {
            problems.add("entry " + position + " is version 0, and versions begin at 1");
        } else if (versions.putIfAbsent(number, new KeyVersion(number, secret.get())) != null) {
            problems.add("version " + number + " is there twice");
        }
    }

    private static void refuseGaps(TreeMap<Integer, KeyVersion> versions, List<String> problems) {
        int expected = 1;
        for (int number : versions.keySet()) {
            if (number > expected) {
                problems.add(
                        number == expected + 1
                                ? "version " + expected + " is missing"
                                : "versions " + expected + " to " + (number - 1) + " are missing");
            }
            expected = number + 1;
        }
    }

    /** What was made under one could not be told from what was made under the other. */
    private static void refuseRepeatedSecrets(List<KeyVersion> versions, List<String> problems) {
        for (int i = 0; i < versions.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (versions.get(i).sameSecret(versions.get(j))) {
                    problems.add("versions " + versions.get(j).number() + " and "
                            + versions.get(i).number() + " have the same secret");
                }
            }
        }
    }

    /** Hex where it can be hex, otherwise base64. */
    private static Optional<byte[]> decode(String text) {
        if (HEX.matcher(text).matches()) {
            return Optional.of(HexFormat.of().parseHex(text));
        }
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The text of versions; of version 1 alone it is the bare secret. */
    static String write(List<KeyVersion> versions) {
        if (versions.size() == 1) {
            return HexFormat.of().formatHex(versions.get(0).secret()) + "\n";
        }
        return versions.stream()
                .map(version -> version.number() + " " + HexFormat.of().formatHex(version.secret()) + "\n")
                .collect(Collectors.joining());
    }

    /** Shows nothing of the secrets. */
    @Override
    public String toString() {
        return "KeyText" + versions;
    }
}
