package dev.tributary.warehouse;

import java.math.BigDecimal;
import java.math.MathContext;

/** A value that a query gave. {@link #text()} is how people read it. */
public sealed interface SqlValue {
    /** For people: numbers without rounding noise, bytes as hexadecimal digits, nothing for null. */
    String text();

    /** No value. */
    record Null() implements SqlValue {
        @Override
        public String text() {
            return "";
        }
    }

    /** A whole number. */
    record Whole(long value) implements SqlValue {
        @Override
        public String text() {
            return Long.toString(value);
        }
    }

    /** A number with a fraction. */
    record Real(double value) implements SqlValue {
        private static final MathContext SIGNIFICANT = new MathContext(15);

        @Override
        public String text() {
            if (Double.isNaN(value) || Double.isInfinite(value)) {
                return Double.toString(value);
            }
            BigDecimal rounded = new BigDecimal(value).round(SIGNIFICANT).stripTrailingZeros();
            boolean readable = rounded.precision() - rounded.scale() <= 15 && rounded.scale() <= 15;
            String digits = readable ? rounded.toPlainString() : rounded.toString();
            return digits.indexOf('.') < 0 && readable ? digits + ".0" : digits;
        }
    }

    /** Text. */
    record Text(String value) implements SqlValue {
        @Override
        public String text() {
            return value;
        }
    }

    /** Bytes, as hexadecimal digits. */
    record Bytes(String hex) implements SqlValue {
        @Override
        public String text() {
            return hex;
        }
    }
}
