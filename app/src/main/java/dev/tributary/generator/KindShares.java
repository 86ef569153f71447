package dev.tributary.generator;

import dev.tributary.generator.GeneratorConfig.BadInput;
import dev.tributary.generator.SourceRecord.Kind;

/** Draws the kind of the next record; what the shares of bad input leave over is transactions. */
final class KindShares {
    private static final Kind[] BAD = {
        Kind.NOT_JSON,
        Kind.NOT_OBJECT,
        Kind.MISSING_ID,
        Kind.UNKNOWN_CURRENCY,
        Kind.DUPLICATE,
        Kind.LATE,
        Kind.TOMBSTONE
    };

    private final double[] shares;

    KindShares(BadInput bad) {
        this.shares = new double[] {
            bad.notJson(),
            bad.notObject(),
            bad.missingId(),
            bad.unknownCurrency(),
            bad.duplicate(),
            bad.late(),
            bad.tombstone()
        };
    }

    Kind draw(Draws draws) {
        double chosen = draws.unit();
        for (int i = 0; i < BAD.length; i++) {
            chosen -= shares[i];
            if (chosen < 0) {
                return BAD[i];
            }
        }
        return Kind.TRANSACTION;
    }
}
