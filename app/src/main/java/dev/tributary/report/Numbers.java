package dev.tributary.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers, days and moments as a language writes them. The signs are fixed here: those of the JDK change with its version. */
final class Numbers {
    private static final char NARROW_SPACE = '\u202f';
    private static final char SPACE = '\u00a0';
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);
    private static final String[] BYTES_EN = {"B", "kB", "MB", "GB", "TB"};
    private static final String[] BYTES_FR = {"o", "ko", "Mo", "Go", "To"};

    private final Language language;

    Numbers(Language language) {
        this.language = language;
    }

    String whole(long number) {
        return format("#,##0").format(number);
    }

    /** An amount to the cent, without its currency. */
    String money(BigDecimal amount) {
        return format("#,##0.00").format(amount.setScale(2, RoundingMode.HALF_UP));
    }

    /** An amount in US dollars. */
    String dollars(BigDecimal amount) {
        return language == Language.FR ? money(amount) + SPACE + "USD" : "USD" + SPACE + money(amount);
    }

    /** An amount for the axis of a chart: {@code 1.2 M}, {@code 340 k}. */
    String shortly(BigDecimal amount) {
        if (amount.abs().compareTo(MILLION) >= 0) {
            return format("#,##0.#").format(amount.divide(MILLION, 1, RoundingMode.HALF_UP)) + SPACE + "M";
        }
        if (amount.abs().compareTo(THOUSAND) >= 0) {
            return format("#,##0.#").format(amount.divide(THOUSAND, 1, RoundingMode.HALF_UP)) + SPACE + "k";
        }
        return format("#,##0.#").format(amount);
    }

    /** A share of a whole as a percentage; nothing when the whole is nothing. */
    String share(BigDecimal part, BigDecimal whole) {
        if (whole.signum() == 0) {
            return Html.NOTHING;
        }
        BigDecimal percent = part.multiply(BigDecimal.valueOf(100)).divide(whole, 1, RoundingMode.HALF_UP);
        return format("#,##0.0").format(percent) + (language == Language.FR ? SPACE + "%" : "%");
    }

    String bytes(long bytes) {
        String[] units = language == Language.FR ? BYTES_FR : BYTES_EN;
        BigDecimal size = BigDecimal.valueOf(bytes);
        int unit = 0;
        while (size.compareTo(THOUSAND) >= 0 && unit < units.length - 1) {
            size = size.divide(THOUSAND, 3, RoundingMode.HALF_UP);
            unit++;
        }
        return format(unit == 0 ? "0" : "0.0").format(size) + SPACE + units[unit];
    }

    /** A duration in one unit; one below zero is nothing. */
    String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 10) {
            return format("0.0").format(Math.max(0, duration.toMillis()) / 1000.0) + SPACE + "s";
        }
        if (seconds < 120) {
            return seconds + String.valueOf(SPACE) + "s";
        }
        if (seconds < 7_200) {
            return seconds / 60 + String.valueOf(SPACE) + "min";
        }
        return seconds < 172_800
                ? seconds / 3_600 + String.valueOf(SPACE) + "h"
                : whole(seconds / 86_400) + SPACE + (language == Language.FR ? "jours" : "days");
    }

    /** A day in words: {@code 22 November 2026}, {@code 1er novembre 2026}. */
    String day(LocalDate day) {
        String ordinal = language == Language.FR && day.getDayOfMonth() == 1 ? "1er" : "d";
        String pattern = ordinal.equals("1er") ? "'1er' MMMM uuuu" : "d MMMM uuuu";
        return DateTimeFormatter.ofPattern(pattern, language.locale()).format(day);
    }

    /** A month in words: {@code November 2026}. */
    String month(YearMonth month) {
        return DateTimeFormatter.ofPattern("MMMM uuuu", language.locale()).format(month);
    }

    /** A moment in words, in UTC. */
    String moment(Instant moment) {
        String time = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).format(moment.atOffset(ZoneOffset.UTC));
        return day(moment.atOffset(ZoneOffset.UTC).toLocalDate()) + ", " + time + SPACE + "UTC";
    }

    /** A moment for tables, in UTC: {@code 2026-11-22 14:03:11}. */
    String stamp(Instant moment) {
        return DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).format(moment.atOffset(ZoneOffset.UTC));
    }

    private DecimalFormat format(String pattern) {
        DecimalFormatSymbols symbols = new DecimalFormatSymbols(Locale.ROOT);
        symbols.setGroupingSeparator(language == Language.FR ? NARROW_SPACE : ',');
        symbols.setDecimalSeparator(language == Language.FR ? ',' : '.');
        symbols.setMinusSign('\u2212');
        DecimalFormat format = new DecimalFormat(pattern, symbols);
        format.setRoundingMode(RoundingMode.HALF_UP);
        return format;
    }
}
