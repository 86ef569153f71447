package dev.tributary.streams;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount or a total in US dollars, exact to six decimals.
 *
 * @param micros millionths of a dollar
 */
record Usd(long micros) {
    static final int DECIMALS = 6;
    static final Usd ZERO = new Usd(0);

    private static final int MIN_DECIMALS_SHOWN = 2;

    /**
     * The exact value, without rounding.
     *
     * @throws ArithmeticException when it has more than six decimals or does not fit
     */
    static Usd exactly(BigDecimal dollars) {
        return new Usd(dollars.setScale(DECIMALS).unscaledValue().longValueExact());
    }

    /**
     * The exact sum.
     *
     * @throws ArithmeticException when it does not fit
     */
    Usd plus(Usd other) {
        return new Usd(Math.addExact(micros, other.micros));
    }

    /** The total divided by the count, half up to six decimals. */
    Usd average(long count) {
        return new Usd(BigDecimal.valueOf(micros)
                .divide(BigDecimal.valueOf(count), RoundingMode.HALF_UP)
                .longValueExact());
    }

    /** With two to six decimals, so that it is always a number with a fraction to those who read types off it. */
    BigDecimal dollars() {
        BigDecimal dollars = BigDecimal.valueOf(micros, DECIMALS).stripTrailingZeros();
        return dollars.scale() < MIN_DECIMALS_SHOWN ? dollars.setScale(MIN_DECIMALS_SHOWN) : dollars;
    }
}
