package dev.tributary.lake;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The erasures that a lake has to keep to, and how a record of an erased person is known: one of the person's pseudonyms, or the clear id as a whole word,
 * stands anywhere in its line, be it escaped or in Base64. For use by one thread.
 */
public final class Erasures {
    /** Makes the {@link Erasure#user} of an id under a version of the key. */
    @FunctionalInterface
    public interface UserDigest {
        /**
         * The digest.
         *
         * @throws LakeException when there is no such version
         */
        String of(int keyVersion, String userId);
    }

    /** Nobody is erased. */
    public static final Erasures NONE = new Erasures(List.of(), (version, user) -> "");

    /** An id of some shape under some version of the key. */
    private record Form(String shape, int key) {}

    private static final int MOST_REMEMBERED = 10_000;

    private final List<Erasure> all;
    private final UserDigest digest;
    private final MessageDigest sha;
    private final Map<String, List<Erasure>> byPseudonym = new HashMap<>();
    private final Map<Form, Map<String, List<Erasure>>> byUser = new HashMap<>();
    private final Map<Form, Map<String, String>> remembered = new HashMap<>();
    private final Set<Erasure> hits = new HashSet<>();

    private Erasures(Collection<Erasure> all, UserDigest digest) {
        this.all = List.copyOf(all);
        this.digest = digest;
        this.sha = sha256();
        for (Erasure erasure : all) {
            erasure.pseudonyms().forEach(pseudonym -> add(byPseudonym, pseudonym, erasure));
            Form form = new Form(erasure.shape(), erasure.key());
            add(byUser.computeIfAbsent(form, unused -> new HashMap<>()), erasure.user(), erasure);
        }
    }

    private static void add(Map<String, List<Erasure>> map, String key, Erasure erasure) {
        map.computeIfAbsent(key, unused -> new ArrayList<>()).add(erasure);
    }

    /** These, with what makes the digest of an id. */
    public static Erasures of(Collection<Erasure> all, UserDigest digest) {
        return all.isEmpty() ? NONE : new Erasures(all, digest);
    }

    /** The digest of a pseudonym, as {@link Erasure#pseudonyms} has it. */
    public static String digestOf(String pseudonym) {
        return HexFormat.of().formatHex(sha256().digest(pseudonym.getBytes(US_ASCII)));
    }

    /** All of them, the oldest first. */
    public List<Erasure> all() {
        return all;
    }

    /** Whether there are any. */
    public boolean any() {
        return !all.isEmpty();
    }

    /** Those of them with these ids. */
    public Erasures only(Set<String> ids) {
        return of(all.stream().filter(erasure -> ids.contains(erasure.id())).toList(), digest);
    }

    /** Those of them without these ids. */
    public Erasures without(Set<String> ids) {
        return of(all.stream().filter(erasure -> !ids.contains(erasure.id())).toList(), digest);
    }

    /** Whether one of them covers a record of this time with these bytes. */
    public boolean cover(long timestamp, byte[] bytes, int from, int to) {
        return any() && in(bytes, from, to).stream().anyMatch(erasure -> timestamp <= erasure.until());
    }

    /** Whose person is in these bytes, at whatever time. */
    public Set<Erasure> in(byte[] bytes, int from, int to) {
        Set<Erasure> found = new HashSet<>();
        if (any()) {
            new Words(bytes, from, to, this::word).read();
            found.addAll(hits);
            hits.clear();
        }
        return found;
    }

    /**
     * Whether a pseudonym or the id of one of the persons stands in these bytes, whatever stands beside it: for files that are no text, where the next value may begin right behind one.
     */
    public boolean anywhere(byte[] bytes, int from, int to) {
        hits.clear();
        int hex = 0;
        for (int at = from; at < to && hits.isEmpty(); at++) {
            hex = Words.isHex(bytes[at]) ? hex + 1 : 0;
            if (hex >= Words.PSEUDONYM) {
                pseudonym(bytes, at + 1 - Words.PSEUDONYM);
            }
            user(bytes, at, to, false);
        }
        boolean found = !hits.isEmpty();
        hits.clear();
        return found;
    }

    /** A run of letters and digits starts here. */
    private void word(byte[] bytes, int from, int wordEnd, int to) {
        if (Words.isPseudonym(bytes, from, wordEnd)) {
            pseudonym(bytes, from);
        }
        user(bytes, from, to, true);
    }

    private void pseudonym(byte[] bytes, int from) {
        sha.update(bytes, from, Words.PSEUDONYM);
        hits.addAll(byPseudonym.getOrDefault(HexFormat.of().formatHex(sha.digest()), List.of()));
    }

    private void user(byte[] bytes, int from, int to, boolean wholeWord) {
        byUser.forEach((form, users) -> {
            int end = from + form.shape().length();
            if (Words.hasShape(bytes, from, to, form.shape(), wholeWord)) {
                String id = new String(bytes, from, end - from, US_ASCII);
                hits.addAll(users.getOrDefault(digestOf(form, id), List.of()));
            }
        });
    }

    private String digestOf(Form form, String id) {
        Map<String, String> digests = remembered.computeIfAbsent(form, unused -> new HashMap<>());
        if (digests.size() > MOST_REMEMBERED) {
            digests.clear();
        }
        return digests.computeIfAbsent(id, user -> digest.of(form.key(), user));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256, which every Java has, is missing", e);
        }
    }

    /** Their ids, for a message. */
    @Override
    public String toString() {
        return all.stream().map(Erasure::id).collect(Collectors.joining(", "));
    }
}
