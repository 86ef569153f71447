package dev.tributary.streams;

import java.math.BigDecimal;

/**
 * An amount or a total in US dollars, exact to six decimals.
 *
 * @param micros millionths of a dollar
 */
record Usd(long micros) {
    static final int DECIMALS = 6;
    static final Usd ZERO = new Usd(0);

    private static final int MIN_DECIMALS_SHOWN = 2;
    private static final long MICROS = 1_000_000;

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
        long quotient = micros / count;
        boolean up = Math.abs(micros % count) >= count - count / 2;
        return new Usd(up ? quotient + Long.signum(micros) : quotient);
    }

    /** In dollars, with two to six decimals, so that it is always a number with a fraction to those who read types off it. */
    @Override
    public String toString() {
        String fraction = Long.toString(MICROS + Math.abs(micros % MICROS)).substring(1);
        int decimals = DECIMALS;
        while (decimals > MIN_DECIMALS_SHOWN && fraction.charAt(decimals - 1) == '0') {
            decimals--;
        }
        String sign = micros < 0 ? "-" : "";
        return sign + Math.abs(micros / MICROS) + '.' + fraction.substring(0, decimals);
    }
}
