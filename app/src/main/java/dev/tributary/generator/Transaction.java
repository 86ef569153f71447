package dev.tributary.generator;

import dev.tributary.generator.Vocabulary.Place;

/**
 * What of a transaction stays the same while its status moves on.
 *
 * @param id the 32 bits behind {@code TXN-}
 * @param user 1000 to 9999
 * @param product 100 to 999
 * @param cents the amount, in hundredths
 * @param taxRate in ten-thousandths of the amount
 * @param zip 10000 to 99999
 * @param address four numbers of eight bits
 * @param rating 1 to 5; 0 for none
 * @param discount 100 to 999; 0 for none
 */
record Transaction(
        int id,
        int user,
        int product,
        int cents,
        Word currency,
        Word type,
        Place place,
        Word paymentMethod,
        Word category,
        int quantity,
        int street,
        int zip,
        Word operatingSystem,
        Word browser,
        int address,
        int rating,
        int discount,
        int taxRate) {

    static Transaction draw(Draws draws, int id, Users users, Word[] currencies) {
        return new Transaction(
                id,
                users.draw(draws),
                draws.between(100, 999),
                draws.between(1_000, 100_000),
                draws.oneOf(currencies),
                draws.oneOf(Vocabulary.TYPES),
                draws.oneOf(Vocabulary.PLACES),
                draws.oneOf(Vocabulary.PAYMENT_METHODS),
                draws.oneOf(Vocabulary.CATEGORIES),
                draws.between(1, 10),
                draws.between(100, 999),
                draws.between(10_000, 99_999),
                draws.oneOf(Vocabulary.OPERATING_SYSTEMS),
                draws.oneOf(Vocabulary.BROWSERS),
                drawAddress(draws),
                draws.happens(0.5) ? 0 : draws.between(1, 5),
                draws.happens(0.5) ? 0 : draws.between(100, 999),
                draws.between(500, 2_000));
    }

    private static int drawAddress(Draws draws) {
        int address = 0;
        for (int part = 0; part < 4; part++) {
            address = address << 8 | draws.between(1, 255);
        }
        return address;
    }

    /** The tax in hundredths, rounded half up. */
    int taxCents() {
        return (int) (((long) cents * taxRate + 5_000) / 10_000);
    }
}
