package dev.tributary.config;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/** Reads YAML into nodes that know their place. */
final class YamlText {
    private static final Pattern LINE_BREAK = Pattern.compile("\r\n|[\r\n]");

    private YamlText() {}

    /** The text is not YAML; says where, from 1. */
    static final class BrokenYaml extends Exception {
        private static final long serialVersionUID = 1L;

        final int line;
        final int column;

        BrokenYaml(String message, int line, int column) {
            super(message);
            this.line = line;
            this.column = column;
        }
    }

    /** The one document of the text; empty when there is nothing but comments. */
    static Optional<Node> parse(String text) throws BrokenYaml {
        try {
            return Optional.ofNullable(
                    new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text)));
        } catch (MarkedYAMLException broken) {
            throw located(broken);
        } catch (ReaderException broken) {
            throw at(text, text.offsetByCodePoints(0, broken.getPosition()), "a character that YAML does not allow");
        } catch (YAMLException broken) {
            throw new BrokenYaml(firstLine(String.valueOf(broken.getMessage())), 1, 1);
        }
    }

    private static BrokenYaml located(MarkedYAMLException broken) {
        String problem =
                broken.getProblem() == null ? firstLine(String.valueOf(broken.getMessage())) : broken.getProblem();
        return broken.getProblemMark() == null
                ? new BrokenYaml(problem, 1, 1)
                : new BrokenYaml(
                        problem,
                        broken.getProblemMark().getLine() + 1,
                        broken.getProblemMark().getColumn() + 1);
    }

    private static String firstLine(String message) {
        return LINE_BREAK.split(message, 2)[0];
    }

    /** The text of the bytes, which must be UTF-8; a byte order mark stays. */
    static String decode(byte[] bytes) throws BrokenYaml {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        try {
            if (result.isError()) {
                result.throwException();
            }
            return text;
        } catch (CharacterCodingException notUtf8) {
            throw at(text, text.length(), "a byte that is not UTF-8; the file must be UTF-8");
        }
    }

    private static BrokenYaml at(String text, int index, String message) {
        String[] before = LINE_BREAK.split(text.substring(0, index), -1);
        return new BrokenYaml(message, before.length, before[before.length - 1].length() + 1);
    }
}
