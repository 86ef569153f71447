package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.lake.Feed;
import dev.tributary.lake.FeedMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedsFileTest {
    @TempDir
    Path directory;

    @Test
    void theFirstAdditionWritesTheDefaultsToo() throws IOException {
        add(Feed.append("orders"));

        assertThat(new FeedsFile(directory).feeds().feeds()).hasSize(12).contains(Feed.append("orders"));
        assertThat(text()).startsWith("feeds:\n  - {topic: TRANSACTIONS_SECURE, mode: append}\n");
    }

    @Test
    void theRestOfTheFileStaysAsItIs() throws IOException {
        file("""
                # Mine.
                broker:
                  port: 1234   # why not

                feeds:
                  # the orders
                  - topic: orders   # é 😀
                    mode: latest
                    key: [id]
                  # trailing words

                # the end
                ingest: {group: g}
                """);

        add(new Feed("*", FeedMode.IGNORE, List.of(), true));

        assertThat(text()).isEqualTo("""
                # Mine.
                broker:
                  port: 1234   # why not

                feeds:
                  # the orders
                  - topic: orders   # é 😀
                    mode: latest
                    key: [id]
                  - {topic: "*", mode: ignore, confidential: true}
                  # trailing words

                # the end
                ingest: {group: g}
                """);

        remove("ORDERS");

        assertThat(text()).isEqualTo("""
                # Mine.
                broker:
                  port: 1234   # why not

                feeds:
                  # the orders
                  - {topic: "*", mode: ignore, confidential: true}
                  # trailing words

                # the end
                ingest: {group: g}
                """);

        remove("*");

        assertThat(new FeedsFile(directory).feeds().feeds()).isEmpty();
        assertThat(text()).contains("# the orders", "# trailing words", "# the end", "# Mine.", "# why not");

        add(Feed.append("again"));

        assertThat(new FeedsFile(directory).feeds().feeds()).containsExactly(Feed.append("again"));
    }

    @Test
    void listsInBracketsAreEditedInPlace() throws IOException {
        file("feeds: [{topic: a}, {topic: b}, {topic: c}] # three\n");

        remove("b");
        assertThat(text()).isEqualTo("feeds: [{topic: a}, {topic: c}] # three\n");
        remove("c");
        assertThat(text()).isEqualTo("feeds: [{topic: a}] # three\n");
        add(Feed.latest("d", "x"));
        assertThat(text()).isEqualTo("feeds: [{topic: a}, {topic: d, mode: latest, key: [x]}] # three\n");
        remove("a");
        remove("d");
        assertThat(text()).isEqualTo("feeds: [] # three\n");
        add(Feed.append("null"));
        assertThat(text()).isEqualTo("feeds: [{topic: \"null\", mode: append}] # three\n");
    }

    @Test
    void unindentedListsAndWindowsLineBreaksStay() throws IOException {
        file("\uFEFFfeeds:\r\n- topic: a\r\n- topic: b\r\nbroker: {port: 1}");

        add(Feed.append("c"));
        assertThat(text())
                .isEqualTo(
                        "\uFEFFfeeds:\r\n- topic: a\r\n- topic: b\r\n- {topic: c, mode: append}\r\nbroker: {port: 1}");
        remove("a");
        remove("b");
        remove("c");
        assertThat(new FeedsFile(directory).feeds().feeds()).isEmpty();
        assertThat(text()).contains("\r\nbroker: {port: 1}");
    }

    @Test
    void aFeedThatIsThereAlreadyChangesNothing() {
        assertThat(new FeedsFile(directory).add(Feed.append("transactions_usd")))
                .isEmpty();
        assertThat(new FeedsFile(directory).remove("nothing")).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aChangeNotWrittenLeavesTheFileAlone() {
        assertThat(new FeedsFile(directory).add(Feed.append("x"))).isPresent();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aFileThatIsNotValidIsNotTouched() throws IOException {
        file("broker: {port: x}\n");

        assertThatThrownBy(() -> new FeedsFile(directory).add(Feed.append("x"))).isInstanceOf(ConfigException.class);
        assertThat(text()).isEqualTo("broker: {port: x}\n");
    }

    @Test
    void nothingIsLeftBeside() throws IOException {
        add(Feed.append("x"));
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(directory.resolve("tributary.yaml"));
        }
    }

    private void add(Feed feed) {
        new FeedsFile(directory).add(feed).orElseThrow().write();
    }

    private void remove(String topic) {
        new FeedsFile(directory).remove(topic).orElseThrow().write();
    }

    private void file(String text) throws IOException {
        Files.writeString(directory.resolve("tributary.yaml"), text);
    }

    private String text() throws IOException {
        return Files.readString(directory.resolve("tributary.yaml"));
    }
}
