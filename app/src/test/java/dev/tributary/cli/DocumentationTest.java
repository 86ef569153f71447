package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.config.KnownSetting;
import dev.tributary.config.KnownSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Keeps the documentation true. After a change of commands or settings, {@code mvn test -Dtest=DocumentationTest
 * -Dtributary.docs=write} writes the parts that follow from them.
 */
class DocumentationTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Path FRONT_PAGE = Path.of("src", "main", "resources", "dev", "tributary", "cli", "help.txt");
    private static final String BEGIN = "<!-- reference: written by DocumentationTest -->\n";
    private static final String END = "<!-- end of the reference -->\n";
    private static final boolean WRITE = "write".equals(System.getProperty("tributary.docs"));

    private static final Pattern COMMAND = Pattern.compile("(?<![\\w./-])tributary((?: +[a-z][a-z-]*)+)");
    private static final Pattern KEY = Pattern.compile("`([a-z]+(?:\\.[a-z][a-z-]*)+)`");
    private static final Pattern VARIABLE = Pattern.compile("`?(TRIBUTARY_[A-Z_]+)");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");

    private final CommandLine tree = CommandTree.of(new Session(Shell.ofProcess(), new Stop(Thread.currentThread())));

    @Test
    void everyCommandAndOptionIsInTheReference() throws IOException {
        check(DOCS.resolve("cli.md"), Reference.commands(tree));
    }

    @Test
    void theFrontPageIsWhatTheCommandsSay() throws IOException {
        String page = frontPage(CommandLine.Help.Ansi.ON).replace(System.lineSeparator(), "\n");
        if (WRITE) {
            Files.writeString(FRONT_PAGE, page);
            return;
        }
        assertThat(Files.readString(FRONT_PAGE).replace("\r\n", "\n"))
                .as("%s; run this test with -Dtributary.docs=write", FRONT_PAGE)
                .isEqualTo(page);
        assertThat(FrontPage.text(true)).isEqualTo(frontPage(CommandLine.Help.Ansi.ON));
        assertThat(FrontPage.text(false)).isEqualTo(frontPage(CommandLine.Help.Ansi.OFF));
    }

    private String frontPage(CommandLine.Help.Ansi colours) {
        return tree.getUsageMessage(CommandLine.Help.defaultColorScheme(colours));
    }

    @Test
    void everySettingIsInTheReference() throws IOException {
        check(DOCS.resolve("configuration.md"), Reference.settings());
    }

    @Test
    void everyCommandThatADocumentNamesExists() throws IOException {
        for (Path page : pages()) {
            Matcher command = COMMAND.matcher(code(page));
            while (command.find()) {
                String words = command.group(1).strip();
                assertThat(exists(words)).as("%s: tributary %s", page, words).isTrue();
            }
        }
    }

    @Test
    void everySettingThatADocumentNamesExists() throws IOException {
        Set<String> sections = KnownSettings.all().stream()
                .map(setting -> setting.key().split("\\.", 2)[0] + ".")
                .collect(Collectors.toSet());
        Predicate<String> known = key -> KnownSettings.all().stream()
                .anyMatch(setting -> setting.key().equals(key)
                        || setting.key().startsWith(key + ".")
                        || key.startsWith("kafka.properties.")
                        || key.startsWith("streams.rates."));
        for (Path page : pages()) {
            Matcher key = KEY.matcher(Files.readString(page));
            while (key.find()) {
                if (sections.stream().anyMatch(key.group(1)::startsWith)) {
                    assertThat(known).as("%s: %s", page, key.group(1)).accepts(key.group(1));
                }
            }
        }
    }

    @Test
    void everyVariableThatADocumentNamesExists() throws IOException {
        Set<String> known =
                KnownSettings.all().stream().map(KnownSetting::variable).collect(Collectors.toSet());
        known.addAll(Set.of(
                "TRIBUTARY_DIR", "TRIBUTARY_JAVA_OPTS", "TRIBUTARY_PSEUDONYM_KEY", "TRIBUTARY_TOKEN", "TRIBUTARY_"));
        for (Path page : pages()) {
            Matcher variable = VARIABLE.matcher(Files.readString(page));
            while (variable.find()) {
                String name = variable.group(1);
                assertThat(known.contains(name)
                                || name.startsWith("TRIBUTARY_KAFKA_PROPERTIES_")
                                || name.startsWith("TRIBUTARY_STREAMS_RATES_"))
                        .as("%s: %s", page, name)
                        .isTrue();
            }
        }
    }

    @Test
    void everyOptionThatTheGuideNamesExists() throws IOException {
        Set<String> known = new TreeSet<>();
        MainTest.everyCommand(tree)
                .forEach(command ->
                        known.addAll(command.getCommandSpec().optionsMap().keySet()));
        Matcher option = OPTION.matcher(Files.readString(DOCS.resolve("cli.md")).replaceAll("<!--.*?-->", ""));
        while (option.find()) {
            assertThat(known).contains(option.group());
        }
    }

    private static void check(Path page, String reference) throws IOException {
        String text = Files.readString(page).replace("\r\n", "\n");
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        assertThat(end).as("%s has the marks of its reference", page).isGreaterThan(begin - 1);
        if (WRITE) {
            Files.writeString(page, text.substring(0, begin) + "\n" + reference + "\n" + text.substring(end));
        } else {
            assertThat(text.substring(begin, end).strip())
                    .as("%s; run this test with -Dtributary.docs=write", page)
                    .isEqualTo(reference.strip());
        }
    }

    /** The words must lead to a command; what follows it are arguments. */
    private boolean exists(String words) {
        CommandLine command = tree;
        for (String word : words.split(" +", -1)) {
            if (command.getSubcommands().isEmpty()) {
                return true;
            }
            command = command.getSubcommands().get(word);
            if (command == null) {
                return false;
            }
        }
        return true;
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> all = Files.list(DOCS)) {
            all.filter(page -> page.toString().endsWith(".md")).forEach(pages::add);
        }
        Stream.of("README.md", "CONTRIBUTING.md")
                .map(name -> Path.of("..", name))
                .filter(Files::exists)
                .forEach(pages::add);
        return pages;
    }

    /** What stands as code: only there does the program's name begin a command. */
    private static String code(Path page) throws IOException {
        return Pattern.compile("```.*?```|`[^`\n]+`|(?m)^ {4}.*$", Pattern.DOTALL)
                .matcher(Files.readString(page))
                .results()
                .map(match -> match.group())
                .collect(Collectors.joining("\n"));
    }
}
