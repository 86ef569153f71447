package dev.tributary.generator;

import dev.tributary.generator.Lifecycles.Step;
import dev.tributary.generator.SourceRecord.Kind;
import dev.tributary.generator.Vocabulary.Status;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Makes the records of the source topic, one after the other, for ever or as many as configured. The same configuration gives the same
 * records, byte for byte, apart from the times: with {@link GeneratorConfig.Time#LIVE} they are the clock's, with
 * {@link GeneratorConfig.Time#COURSE} they hang on the clock's day in UTC. Transactions in a lifecycle come to their end within the
 * configured number of records. For one thread.
 */
public final class Generator implements Iterator<SourceRecord> {
    private final GeneratorConfig config;
    private final Draws draws;
    private final Users users;
    private final TransactionIds ids;
    private final EventTimes times;
    private final KindShares kinds;
    private final Lifecycles lifecycles = new Lifecycles();
    private final TransactionJson json = new TransactionJson();
    private Optional<SourceRecord> notYetRepeated = Optional.empty();
    private long made;

    /** A generator at its beginning. */
    public Generator(GeneratorConfig config, InstantSource clock) {
        this.config = config;
        this.draws = new Draws(config.seed());
        this.users = new Users(config.users(), config.distribution(), draws);
        this.ids = new TransactionIds(config.seed());
        this.times = EventTimes.of(config.time(), clock);
        this.kinds = new KindShares(config.bad());
    }

    @Override
    public boolean hasNext() {
        return left() > 0;
    }

    @Override
    public SourceRecord next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all " + made + " records were made");
        }
        SourceRecord next = lifecycles.take(made, left()).map(this::step).orElseGet(this::fresh);
        made++;
        return next;
    }

    private long left() {
        return config.events().orElse(Long.MAX_VALUE) - made;
    }

    private SourceRecord fresh() {
        Kind kind = kinds.draw(draws);
        return switch (kind) {
            case DUPLICATE -> notYetRepeated.map(this::repeated).orElseGet(this::transaction);
            case TOMBSTONE -> tombstone();
            case NOT_JSON, NOT_OBJECT, MISSING_ID -> unreadable(kind);
            case UNKNOWN_CURRENCY ->
                good(kind, drawTransaction(Vocabulary.UNKNOWN_CURRENCIES), drawStatus(), times.ordinary(draws));
            case LATE -> good(kind, drawTransaction(Vocabulary.CURRENCIES), drawStatus(), times.late(draws));
            case TRANSACTION, LIFECYCLE_STEP -> transaction();
        };
    }

    private SourceRecord transaction() {
        Transaction transaction = drawTransaction(Vocabulary.CURRENCIES);
        if (draws.happens(config.lifecycle()) && lifecycles.haveRoom(left())) {
            long first = times.first(draws);
            lifecycles.begin(transaction, first, made, draws);
            return good(Kind.TRANSACTION, transaction, Status.PENDING, first);
        }
        return good(Kind.TRANSACTION, transaction, drawStatus(), times.ordinary(draws));
    }

    private SourceRecord step(Step step) {
        long micros = times.after(step.previous(), draws);
        if (step.status() == Status.PROCESSING) {
            lifecycles.end(step, micros, made, draws);
        }
        return good(Kind.LIFECYCLE_STEP, step.transaction(), step.status(), micros);
    }

    /** A record with a readable transaction, which may be sent a second time later. */
    private SourceRecord good(Kind kind, Transaction transaction, Status status, long micros) {
        SourceRecord good = new SourceRecord(
                kind,
                Optional.of(json.key(transaction.id())),
                Optional.of(json.whole(transaction, status, micros)),
                micros / 1_000);
        notYetRepeated = Optional.of(good);
        return good;
    }

    private SourceRecord repeated(SourceRecord original) {
        notYetRepeated = Optional.empty();
        return original.again();
    }

    private SourceRecord tombstone() {
        return new SourceRecord(
                Kind.TOMBSTONE, Optional.of(json.key(ids.next())), Optional.empty(), times.ordinary(draws) / 1_000);
    }

    private SourceRecord unreadable(Kind kind) {
        Transaction transaction = drawTransaction(Vocabulary.CURRENCIES);
        Status status = drawStatus();
        long micros = times.ordinary(draws);
        if (kind == Kind.MISSING_ID) {
            byte[] value = json.withoutId(transaction, status, micros);
            return new SourceRecord(kind, Optional.empty(), Optional.of(value), micros / 1_000);
        }
        byte[] key = json.key(transaction.id());
        byte[] whole = json.whole(transaction, status, micros);
        String id = new String(key, StandardCharsets.US_ASCII);
        byte[] value =
                kind == Kind.NOT_JSON ? BadValues.notJson(whole, id, draws) : BadValues.notObject(whole, id, draws);
        return new SourceRecord(kind, Optional.of(key), Optional.of(value), micros / 1_000);
    }

    private Transaction drawTransaction(Word[] currencies) {
        return Transaction.draw(draws, ids.next(), users, currencies);
    }

    private Status drawStatus() {
        return draws.oneOf(Status.ALL);
    }
}
