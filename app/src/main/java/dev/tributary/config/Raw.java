package dev.tributary.config;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value as it was given, before anybody asked what it means.
 *
 * @param node the value
 * @param origin where it was given
 */
record Raw(Node node, Origin origin) {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    /** A plain text from the environment, the command line or the defaults. */
    static Raw text(String text, Origin origin) {
        return new Raw(new ScalarNode(Tag.STR, text, null, null, ScalarStyle.PLAIN), origin);
    }

    /** A part of this value, with its own place in the file. */
    Raw part(Node part) {
        return new Raw(part, place(part.getStartMark()));
    }

    private Origin place(Mark mark) {
        return origin instanceof Origin.InFile file
                ? new Origin.InFile(file.file(), mark.getLine() + 1, mark.getColumn() + 1)
                : origin;
    }

    /** The value on one line, cut when it is long. */
    String shown() {
        String text = CONTROL.matcher(render(node, 3)).replaceAll("?");
        return text.length() <= 120 ? text : text.substring(0, 117) + "...";
    }

    private static String render(Node node, int depth) {
        if (depth == 0) {
            return "...";
        }
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        StringBuilder text = new StringBuilder();
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> append(text, render(item, depth - 1)));
            return "[" + text + "]";
        }
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                append(text, render(entry.getKeyNode(), 1) + ": " + render(entry.getValueNode(), depth - 1));
            }
        }
        return "{" + text + "}";
    }

    private static void append(StringBuilder text, String item) {
        text.append(text.isEmpty() ? "" : ", ").append(item);
    }
}
