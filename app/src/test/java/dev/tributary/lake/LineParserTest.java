package dev.tributary.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineParserTest {
    private static final String KAFKA = "\"_kafka\":{\"partition\":0,\"offset\":17,\"timestamp\":1,\"key\":null";

    private final LineParser parser = new LineParser();

    @Test
    void theMembersOfAnObjectAreThoseOfItsFirstLevel() throws NotAnObjectException {
        assertThat(
                        members(
                                " { \"a\" : [ {\"x\":1}, \"]\" ] , \"b\\\"c\":{ \"y\" : {} },\"d\":-1.5e3 ,\"\":null,\"a\":\"}\" } "))
                .containsExactly("a=[ {\"x\":1}, \"]\" ]", "b\\\"c={ \"y\" : {} }", "d=-1.5e3", "=null", "a=\"}\"");
        assertThat(members("{}")).isEmpty();
    }

    @Test
    void oursIsNotAmongThemAndTheOthersAreInTheOriginal() throws NotAnObjectException {
        assertThat(members("{\"a\":1,\"b\":{\"c\":2}," + KAFKA + "}}")).containsExactly("a=1", "b={\"c\":2}");
        assertThat(members("{ \"a\": 1 ," + KAFKA + ",\"lf\":[1]}}")).containsExactly("a=1");
        assertThat(members("{ " + KAFKA + ",\"empty\":true}}")).isEmpty();
        assertThat(members("{" + KAFKA + "}}")).isEmpty();
    }

    @Test
    void aMemberOfThatNameWhichIsNotOursIsOneOfThem() throws NotAnObjectException {
        assertThat(members("{\"_kafka\":7,\"a\":1}")).containsExactly("_kafka=7", "a=1");
        assertThat(members("{" + KAFKA + "},\"a\":1}")).hasSize(2);
    }

    @Test
    void aLineLeavesNothingBehindForTheNext() throws NotAnObjectException {
        members("{\"a\":1,\"b\":2}");
        assertThatThrownBy(() -> parser.parse("[{\"x\":1}]".getBytes(UTF_8), 0, 9))
                .isInstanceOf(NotAnObjectException.class);
        assertThat(members("{\"c\":3}")).containsExactly("c=3");
    }

    @Test
    void thereMayBeAnyNumber() {
        StringBuilder object = new StringBuilder("{\"m0\":0");
        for (int member = 1; member < 1_000; member++) {
            object.append(",\"m").append(member).append("\":").append(member);
        }
        byte[] bytes = object.append('}').toString().getBytes(UTF_8);
        assertThat(members(JsonMembers.of(bytes), bytes))
                .hasSize(1_000)
                .startsWith("m0=0")
                .endsWith("m999=999");
    }

    private List<String> members(String line) throws NotAnObjectException {
        byte[] buffer = ("before" + line + "behind").getBytes(UTF_8);
        LakeLine parsed = parser.parse(buffer, "before".length(), line.length());
        return members(parser.members(), parsed.original().orElse(new byte[0]));
    }

    private static List<String> members(JsonMembers members, byte[] object) {
        List<String> found = new ArrayList<>();
        for (int member = 0; member < members.size(); member++) {
            int name = members.nameFrom(member);
            int value = members.valueFrom(member);
            found.add(new String(object, name, members.nameTo(member) - name, UTF_8) + "="
                    + new String(object, value, members.valueTo(member) - value, UTF_8));
        }
        return found;
    }
}
