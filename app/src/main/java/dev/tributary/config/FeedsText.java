package dev.tributary.config;

import dev.tributary.lake.Feed;
import dev.tributary.lake.FeedMode;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.Retention;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The text of a settings file in which the list of feeds is changed and every other character stays as it is. The marks of
 * the YAML nodes say where to cut.
 */
final class FeedsText {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final String start;
    private final String text;
    private final String lineBreak;

    FeedsText(String file) {
        start = file.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
        text = file.substring(start.length());
        lineBreak = text.contains("\r\n") ? "\r\n" : "\n";
    }

    /** The text with one more feed at the end; all feeds are written when the file names none yet. */
    String with(Feed added, Feeds before) throws YamlText.BrokenYaml {
        Optional<SequenceNode> list = list();
        if (list.isEmpty()) {
            List<Feed> all = new ArrayList<>(before.feeds());
            all.add(added);
            return written(all);
        }
        SequenceNode feeds = list.get();
        if (feeds.getFlowStyle() == FlowStyle.FLOW) {
            int place = feeds.getValue().isEmpty() ? index(feeds.getStartMark()) + 1 : end(last(feeds));
            return replace(place, place, (feeds.getValue().isEmpty() ? "" : ", ") + line(added));
        }
        int place = end(last(feeds));
        String dash = " ".repeat(feeds.getStartMark().getColumn()) + "- ";
        int lineEnd = lineEnd(place);
        return replace(lineEnd, lineEnd, lineBreak + dash + line(added));
    }

    /** The text without the feed at this place; the others are written when the file names none yet. */
    String without(int position, Feeds before) throws YamlText.BrokenYaml {
        Optional<SequenceNode> list = list();
        if (list.isEmpty()) {
            List<Feed> rest = new ArrayList<>(before.feeds());
            rest.remove(position);
            return written(rest);
        }
        SequenceNode feeds = list.get();
        return feeds.getFlowStyle() == FlowStyle.FLOW ? cutFlow(feeds, position) : cutBlock(feeds, position);
    }

    private String cutFlow(SequenceNode feeds, int position) {
        List<Node> items = feeds.getValue();
        Node item = items.get(position);
        if (position + 1 < items.size()) {
            return replace(
                    index(item.getStartMark()), index(items.get(position + 1).getStartMark()), "");
        }
        int from = position == 0 ? index(item.getStartMark()) : end(items.get(position - 1));
        return replace(from, end(item), "");
    }

    private String cutBlock(SequenceNode feeds, int position) {
        Node item = feeds.getValue().get(position);
        int from = lineStart(text.lastIndexOf('-', index(item.getStartMark())));
        int to = Math.min(text.length(), lineEnd(end(item)) + lineBreak.length());
        if (feeds.getValue().size() > 1) {
            return replace(from, to, "");
        }
        return replace(from, to, " ".repeat(Math.max(1, feeds.getStartMark().getColumn())) + "[]" + lineBreak);
    }

    /** The list as the file has it; empty when there is none. */
    private Optional<SequenceNode> list() throws YamlText.BrokenYaml {
        Optional<Node> root = YamlText.parse(text);
        if (root.isPresent() && root.get() instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                boolean named = entry.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals(KnownSettings.FEEDS.key());
                if (named && entry.getValueNode() instanceof SequenceNode list) {
                    return Optional.of(list);
                }
            }
        }
        return Optional.empty();
    }

    private String written(List<Feed> feeds) {
        StringBuilder all = new StringBuilder(start).append(text);
        if (!text.isEmpty() && !text.endsWith("\n")) {
            all.append(lineBreak);
        }
        all.append(text.isBlank() ? "" : lineBreak).append("feeds:");
        if (feeds.isEmpty()) {
            all.append(" []");
        }
        feeds.forEach(feed -> all.append(lineBreak).append("  - ").append(line(feed)));
        return all.append(lineBreak).toString();
    }

    /** The feed as one flow mapping. Topics and keys are quoted when YAML could take them for something else. */
    private static String line(Feed feed) {
        StringBuilder line = new StringBuilder("{topic: ").append(quoted(feed.topic()));
        line.append(", mode: ").append(Kinds.word(feed.mode()));
        if (feed.mode() == FeedMode.LATEST && !feed.key().isEmpty()) {
            line.append(", key: [")
                    .append(String.join(
                            ", ", feed.key().stream().map(FeedsText::quoted).toList()))
                    .append(']');
        }
        line.append(feed.confidential() ? ", confidential: true" : "");
        feed.retention().ifPresent(period -> line.append(", retention: ").append(text(period)));
        return line.append('}').toString();
    }

    private static String text(Retention.Period period) {
        return period.length().map(Durations::text).orElse("never");
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z_][A-Za-z0-9_.-]*") && !word.matches("(?i)true|false|null|yes|no|on|off|y|n")
                ? word
                : '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static Node last(SequenceNode list) {
        return list.getValue().get(list.getValue().size() - 1);
    }

    /** Where the node's own text ends. The mark of a block collection lies behind the comments that follow it. */
    private int end(Node node) {
        if (node instanceof CollectionNode<?> collection
                && collection.getFlowStyle() == FlowStyle.BLOCK
                && !collection.getValue().isEmpty()) {
            Object last = collection.getValue().get(collection.getValue().size() - 1);
            return last instanceof NodeTuple entry ? end(entry.getValueNode()) : end((Node) last);
        }
        int end = index(node.getEndMark());
        int begin = index(node.getStartMark());
        while (end > begin && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private int index(Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    private int lineStart(int index) {
        return text.lastIndexOf('\n', index) + 1;
    }

    private int lineEnd(int index) {
        int end = text.indexOf(lineBreak, index);
        return end < 0 ? text.length() : end;
    }

    private String replace(int from, int to, String replacement) {
        return start + text.substring(0, from) + replacement + text.substring(to);
    }
}
