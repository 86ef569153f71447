package dev.tributary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of the source's transactions may stand nowhere else: some of it not even within a longer text, some of it not as a value. */
final class PersonalData {
    private static final Pattern TELLTALE = Pattern.compile("USER-\\d+|\\d+ Main St|\\d{1,3}(?:\\.\\d{1,3}){3}");
    private static final Pattern QUOTED = Pattern.compile("(?<=\")[^\"\\\\\\x00-\\x1f]{1,40}(?=\")");

    private final Set<String> nowhere = new HashSet<>();
    private final Set<String> noValue = new HashSet<>();

    /** Of the source's records, as far as they are JSON. */
    static PersonalData in(List<byte[]> transactions) {
        PersonalData data = new PersonalData();
        ObjectMapper json = new ObjectMapper();
        for (byte[] transaction : transactions) {
            try {
                data.add(json.readTree(transaction));
            } catch (IOException e) {
                // Not JSON: goes to the quarantine as it is.
            }
        }
        return data;
    }

    private void add(JsonNode transaction) {
        note(nowhere, transaction.path("USER_ID"));
        note(nowhere, transaction.path("DEVICE_INFO").path("IP_ADDRESS"));
        note(nowhere, transaction.path("SHIPPING_ADDRESS").path("STREET"));
        note(noValue, transaction.path("USER_NAME"));
        note(noValue, transaction.path("SHIPPING_ADDRESS").path("ZIP"));
    }

    private static void note(Set<String> secrets, JsonNode value) {
        if (value.isTextual()) {
            secrets.add(value.textValue());
        }
    }

    /** How many different things there are to look for. */
    int size() {
        return nowhere.size() + noValue.size();
    }

    /** What of it stands in these bytes, whatever they are. */
    Set<String> foundIn(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Set<String> found = matches(TELLTALE, text, nowhere);
        found.addAll(matches(QUOTED, text, noValue));
        return found;
    }

    /** What of it stands in this value or is it. */
    Set<String> foundInValue(String value) {
        Set<String> found = foundIn(value.getBytes(StandardCharsets.ISO_8859_1));
        if (noValue.contains(value)) {
            found.add(value);
        }
        return found;
    }

    private static Set<String> matches(Pattern pattern, String text, Set<String> secrets) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            if (secrets.contains(matcher.group())) {
                found.add(matcher.group());
            }
        }
        return found;
    }
}
