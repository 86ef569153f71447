package dev.tributary.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;

/**
 * Makes JSON values which DuckDB takes for a type, from the type as DuckDB writes it: {@code BIGINT}, {@code STRUCT(a DATE, "b c" JSON)}, {@code DOUBLE[]}. What only several values
 * together make, such as JSON of a number and a text, takes two.
 */
final class TypeSample {
    private static final BigInteger UNSIGNED = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    private final String type;
    private final boolean second;
    private int at;

    private TypeSample(String type, boolean second) {
        this.type = type;
        this.second = second;
    }

    /** The first or the second value. */
    static JsonNode of(String type, boolean second) {
        return new TypeSample(type, second).value();
    }

    private JsonNode value() {
        JsonNode value = type.startsWith("STRUCT(", at) ? struct() : scalar();
        while (type.startsWith("[]", at)) {
            at += 2;
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            value = list.add(value);
        }
        return value;
    }

    private ObjectNode struct() {
        ObjectNode struct = JsonNodeFactory.instance.objectNode();
        at += "STRUCT".length();
        while (type.charAt(at) != ')') {
            at++; // the bracket, or the comma
            while (type.charAt(at) == ' ') {
                at++;
            }
            String name = name();
            at++; // the space
            struct.set(name, value());
        }
        at++;
        return struct;
    }

    private String name() {
        if (type.charAt(at) != '"') {
            int end = type.indexOf(' ', at);
            String name = type.substring(at, end);
            at = end;
            return name;
        }
        StringBuilder name = new StringBuilder();
        for (at++; type.charAt(at) != '"' || type.startsWith("\"\"", at); at++) {
            at += type.charAt(at) == '"' ? 1 : 0;
            name.append(type.charAt(at));
        }
        at++;
        return name.toString();
    }

    private JsonNode scalar() {
        int end = at;
        while (end < type.length() && ",)[".indexOf(type.charAt(end)) < 0) {
            end++;
        }
        String name = type.substring(at, end);
        at = end;
        return switch (name) {
            case "\"NULL\"", "NULL" -> NullNode.instance;
            case "BOOLEAN" -> BooleanNode.TRUE;
            case "BIGINT" -> IntNode.valueOf(1);
            case "UBIGINT" -> BigIntegerNode.valueOf(UNSIGNED);
            case "HUGEINT" -> second ? IntNode.valueOf(-1) : BigIntegerNode.valueOf(UNSIGNED);
            case "DOUBLE" -> DoubleNode.valueOf(1.5);
            case "DATE" -> TextNode.valueOf("2026-01-02");
            case "TIME" -> TextNode.valueOf("03:04:05");
            case "TIMESTAMP" -> TextNode.valueOf("2026-01-02 03:04:05");
            case "TIMESTAMP WITH TIME ZONE" -> TextNode.valueOf("2026-01-02T03:04:05Z");
            case "UUID" -> TextNode.valueOf("550e8400-e29b-41d4-a716-446655440000");
            case "VARCHAR" -> TextNode.valueOf("x");
            default -> second ? TextNode.valueOf("x") : IntNode.valueOf(1);
        };
    }
}
