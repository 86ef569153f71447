package dev.tributary.streams;

import dev.tributary.streams.StreamRules.BlacklistMode;
import dev.tributary.streams.StreamRules.HoppingWindow;
import dev.tributary.streams.StreamRules.Place;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Describes the topology to people. */
final class TopologyText {
    private static final int NAME_WIDTH = 28;

    private final StreamRules rules;

    TopologyText(StreamRules rules) {
        this.rules = rules;
    }

    String write() {
        return rules.source() + "\n" + topics() + "\n" + settings() + "\n" + nodes();
    }

    private static String topics() {
        return TransactionTopology.derivedTopics().stream()
                .map(topic -> "  -> " + pad(topic.name()) + topic.rule() + "\n")
                .collect(Collectors.joining());
    }

    private static String pad(String name) {
        return name + " ".repeat(Math.max(1, NAME_WIDTH - name.length()));
    }

    private String settings() {
        Map<String, BigDecimal> rates = new TreeMap<>(rules.rates());
        HoppingWindow window = rules.window();
        return "rates to USD  "
                + rates.entrySet().stream()
                        .map(rate -> rate.getKey() + " " + rate.getValue().toPlainString())
                        .collect(Collectors.joining(", "))
                + "\nblacklist     "
                + rules.blacklist().stream().map(TopologyText::place).collect(Collectors.joining(", "))
                + (rules.blacklistMode() == BlacklistMode.EXCLUDE
                        ? " (in no other topic)"
                        : " (in the other topics too)")
                + "\nwindow        " + window.size().toSeconds() + " s long, one every "
                + window.advance().toSeconds() + " s, open " + window.grace().toSeconds() + " s longer for late ones\n"
                + "pseudonyms    from version 2 of the key on, their rows also say " + PseudonymKeys.VERSION
                + ", the version\n";
    }

    private static String place(Place place) {
        return place.city() + "/" + place.country();
    }

    /** The keys change nothing about the nodes. */
    private String nodes() {
        PseudonymKeys any = PseudonymKeys.of(new byte[KeyText.MIN_BYTES]);
        return TransactionTopology.build(rules, any).describe().toString();
    }
}
