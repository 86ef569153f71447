package dev.tributary.quarantine;

import dev.tributary.broker.ClientSettings;
import dev.tributary.broker.Topics;
import dev.tributary.lake.RecordHeader;
import dev.tributary.quarantine.Deed.Outcome;
import dev.tributary.quarantine.Deed.Resubmitted;
import dev.tributary.quarantine.Deed.Target;
import dev.tributary.streams.ResubmittedFrom;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends records of the quarantine to the topics that they came from, each once, whatever dies at whatever moment.
 *
 * <p>Two things have to agree: the topic, which has the record or not, and the history, which says so or not. No transaction spans both,
 * so one of them decides, and that is the topic. The protocol:
 *
 * <ol>
 *   <li><b>Fence.</b> The producer has one transactional id for all of the project. When {@code initTransactions} returns, a transaction
 *       that a killed predecessor left open is aborted, one that it was committing is committed, its markers are written, and a
 *       predecessor that still lives can commit no more. So what earlier attempts have put into the topics can not change any more.
 *   <li><b>Settle.</b> For each intent in the history without an outcome, the topic is read, committed records only, from the offset
 *       that the intent names to the end. The attempt's id is in a header of its record or nowhere: the outcome is noted.
 *   <li><b>Intend.</b> The intent goes to the disk: attempt, partition, and the partition's present end, before which the record cannot be.
 *   <li><b>Send</b> in a transaction, and commit it. <b>This is the commit point.</b>
 *   <li><b>Note</b> the new offset in the history.
 * </ol>
 *
 * <p>A death before the commit leaves an intent that step 2 of the next run finds unfulfilled: the record is open again. A death behind it leaves one that
 * step 2 finds fulfilled. While an intent is not settled the record counts as neither, and nobody can send or discard it. When a commit's
 * outcome is unknown, as after a timeout, nothing is concluded: the next run finds out. Two runs at once need no lock: the later one fences the earlier.
 *
 * <p>Where the topic was deleted or retention passed the named offset, nobody can find out. The outcome is then {@link Outcome#UNKNOWN},
 * and the record is not sent again unless somebody insists: rather once too few than once too often, and visible.
 */
public final class Resubmission implements AutoCloseable {
    /** The header that names the attempt, by which it is found in the topic. */
    static final String ATTEMPT = "tributary-resubmission";

    private static final String AT = "tributary-resubmitted-at";
    private static final String BY = "tributary-resubmitted-by";
    private static final Set<String> OURS = Set.of(ATTEMPT, AT, BY, ResubmittedFrom.HEADER);

    private static final int MOST_RECORDS = 200;
    private static final long MOST_BYTES = 8L << 20;
    private static final int MAX_REQUEST_BYTES = 256 << 20;

    private final Catalogue catalogue;
    private final History history;
    private final ResubmitPoints points;
    private final Topics topics;
    private final KafkaProducer<byte[], byte[]> producer;

    private Resubmission(Catalogue catalogue, History history, ClientSettings kafka, ResubmitPoints points) {
        this.catalogue = catalogue;
        this.history = history;
        this.points = points;
        this.topics = new Topics(kafka);
        this.producer = new KafkaProducer<>(
                producerProperties(kafka, history), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Begins: fences earlier runs and settles what they left. States in the history are true from now on.
     *
     * @throws QuarantineException when the cluster refuses, or what earlier runs left cannot be settled
     */
    public static Resubmission begin(Catalogue catalogue, History history, ClientSettings kafka) {
        return begin(catalogue, history, kafka, ResubmitPoints.NONE);
    }

    /** As {@link #begin(Catalogue, History, ClientSettings)}, for tests that stop it on the way. */
    static Resubmission begin(Catalogue catalogue, History history, ClientSettings kafka, ResubmitPoints points) {
        Resubmission resubmission = new Resubmission(catalogue, history, kafka, points);
        boolean begun = false;
        try {
            resubmission.producer.initTransactions();
            resubmission.settle(kafka);
            begun = true;
            return resubmission;
        } catch (KafkaException e) {
            throw new QuarantineException(
                    "cannot begin to resubmit on " + kafka.bootstrapServers() + ": " + e.getMessage(),
                    Optional.of("tributary doctor; a cluster may have to permit the transactional id "
                            + history.transactionalId()),
                    e);
        } finally {
            if (!begun) {
                resubmission.close();
            }
        }
    }

    private static Map<String, Object> producerProperties(ClientSettings kafka, History history) {
        Map<String, Object> properties = new HashMap<>(kafka.toProperties());
        properties.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "tributary-quarantine");
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, history.transactionalId());
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        properties.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) MAX_REQUEST_BYTES);
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000);
        return properties;
    }

    private void settle(ClientSettings kafka) {
        Map<Target, List<Resubmitted>> unsettled = history.unsettled().stream()
                .collect(Collectors.groupingBy(deed -> new Target(
                        deed.target().topic(),
                        deed.target().topicId(),
                        deed.target().partition(),
                        0)));
        if (unsettled.isEmpty()) {
            return;
        }
        Map<String, String> ids = topics.ids();
        try (Arrivals arrivals = new Arrivals(kafka.toProperties())) {
            unsettled.forEach((target, deeds) -> settle(arrivals, target, deeds, ids));
        }
    }

    private void settle(Arrivals arrivals, Target target, List<Resubmitted> deeds, Map<String, String> ids) {
        Map<String, OptionalLong> outcomes = new HashMap<>();
        deeds.forEach(deed -> outcomes.put(deed.attempt(), OptionalLong.empty()));
        if (!target.topicId().equals(ids.getOrDefault(target.topic(), ""))) {
            history.settle(outcomes, Outcome.UNKNOWN);
            return;
        }
        TopicPartition partition = new TopicPartition(target.topic(), target.partition());
        long from = deeds.stream()
                .mapToLong(deed -> deed.target().fromOffset())
                .min()
                .orElseThrow();
        long start = at(topics.startOffsets(List.of(target.topic())), partition);
        long end = end(partition);
        arrivals.find(target, Math.max(from, start), end, outcomes.keySet())
                .forEach((attempt, offset) -> outcomes.put(attempt, OptionalLong.of(offset)));
        // Retention may have moved on while this was read.
        boolean whole = at(topics.startOffsets(List.of(target.topic())), partition) <= from;
        history.settle(outcomes, whole ? Outcome.FAILED : Outcome.UNKNOWN);
    }

    private long end(TopicPartition partition) {
        return at(topics.endOffsets(List.of(partition.topic()), IsolationLevel.READ_UNCOMMITTED), partition);
    }

    private static long at(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return Optional.ofNullable(offsets.get(partition))
                .orElseThrow(
                        () -> new QuarantineException("there is no partition " + partition, "tributary topics list"));
    }

    /** A record ready to be sent. */
    private record Parcel(Order order, String attempt, Target target, ProducerRecord<byte[], byte[]> record) {
        private long bytes() {
            return record.value() == null ? 0 : record.value().length;
        }

        private List<Resubmitted> deeds(Instant now, String by) {
            return order.entries().stream()
                    .map(entry -> new Resubmitted(
                            entry.place(),
                            entry.line().file(),
                            now,
                            by,
                            attempt,
                            order.newValue().isPresent(),
                            target,
                            Outcome.INTENDED,
                            OptionalLong.empty()))
                    .toList();
        }
    }

    /**
     * Sends records, in this order. What Kafka refuses is left out, and the others are sent.
     *
     * @param now the time of the sending
     * @param by who sends
     * @param stop asked between transactions whether to end early
     * @return what came of each, as far as it went
     * @throws QuarantineException when it broke off: what is not settled then is settled by the next run
     */
    public List<Sent> send(List<Order> orders, Instant now, String by, BooleanSupplier stop) {
        List<Sent> sent = new ArrayList<>();
        List<Parcel> waiting = new ArrayList<>();
        Targets targets = new Targets();
        for (Order order : orders) {
            if (stop.getAsBoolean()) {
                return sent;
            }
            Optional<Target> target = targets.of(order.entry());
            if (target.isEmpty()) {
                sent.add(failed(
                        order, "there is no topic " + order.entry().origin().topic() + " any more"));
                continue;
            }
            waiting.add(parcel(order, target.get(), now, by));
            if (waiting.size() == MOST_RECORDS
                    || waiting.stream().mapToLong(Parcel::bytes).sum() >= MOST_BYTES) {
                sent.addAll(sendOrSingly(waiting, now, by));
                waiting.clear();
                targets = new Targets();
            }
        }
        sent.addAll(sendOrSingly(waiting, now, by));
        return sent;
    }

    private static Sent failed(Order order, String why) {
        return new Sent(order, Optional.empty(), Optional.of(why));
    }

    /** Where to: the partition that the record came from, and where that is gone, one by its key. Ends are those of now. */
    private final class Targets {
        private final Map<String, String> ids = topics.ids();
        private final Map<String, Map<TopicPartition, Long>> ends = new HashMap<>();

        Optional<Target> of(Entry entry) {
            String topic = entry.origin().topic();
            String id = ids.get(topic);
            if (id == null) {
                return Optional.empty();
            }
            Map<TopicPartition, Long> partitions = ends.computeIfAbsent(
                    topic, name -> topics.endOffsets(List.of(name), IsolationLevel.READ_UNCOMMITTED));
            int partition = entry.origin().partition() % Math.max(1, partitions.size());
            return Optional.of(new Target(topic, id, partition, at(partitions, new TopicPartition(topic, partition))));
        }
    }

    private Parcel parcel(Order order, Target target, Instant now, String by) {
        Letter letter = catalogue.letter(order.entry());
        String attempt = UUID.randomUUID().toString();
        Headers headers = new RecordHeaders();
        letter.headers().stream()
                .filter(header -> !OURS.contains(header.key()))
                .forEach(header -> headers.add(header.key(), header.value().orElse(null)));
        headers.add(ResubmittedFrom.HEADER, utf8(order.entry().origin().toString()));
        headers.add(AT, utf8(now.toString()));
        headers.add(BY, utf8(by));
        headers.add(ATTEMPT, utf8(attempt));
        return new Parcel(
                order,
                attempt,
                target,
                new ProducerRecord<>(
                        target.topic(),
                        target.partition(),
                        timestamp(order, now),
                        letter.key().orElse(null),
                        order.newValue().or(letter::raw).orElse(null),
                        headers));
    }

    /** The record's own time, so that it lands in its own day and windows; one that it never had it gets now. */
    private static long timestamp(Order order, Instant now) {
        long own = order.entry().time();
        return order.newTime().map(Instant::toEpochMilli).orElse(own < 0 ? now.toEpochMilli() : own);
    }

    /** The attempt that a record with these headers was sent by. */
    static Optional<String> attempt(List<RecordHeader> headers) {
        return header(headers, ATTEMPT);
    }

    /** Where a record with these headers was resubmitted from. */
    static Optional<String> from(List<RecordHeader> headers) {
        return header(headers, ResubmittedFrom.HEADER);
    }

    private static Optional<String> header(List<RecordHeader> headers, String name) {
        return headers.stream()
                .filter(header -> header.key().equals(name))
                .flatMap(header -> header.value().stream())
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .reduce((first, last) -> last);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** One record that Kafka refuses must not hold the others back. */
    private List<Sent> sendOrSingly(List<Parcel> parcels, Instant now, String by) {
        if (parcels.isEmpty()) {
            return List.of();
        }
        Optional<List<Sent>> sent = transaction(parcels, now, by).sent();
        if (sent.isPresent()) {
            return sent.get();
        }
        List<Sent> all = new ArrayList<>();
        for (Parcel parcel : parcels) {
            Attempted attempted = transaction(List.of(parcel), now, by);
            attempted.sent().ifPresentOrElse(all::addAll, () -> all.add(failed(parcel.order(), attempted.refusal())));
        }
        return all;
    }

    /** What came of a transaction: the records that it brought, or why it was aborted. */
    private record Attempted(Optional<List<Sent>> sent, String refusal) {}

    private Attempted transaction(List<Parcel> parcels, Instant now, String by) {
        history.intend(parcels.stream()
                .flatMap(parcel -> parcel.deeds(now, by).stream())
                .toList());
        points.intended();
        try {
            Map<Parcel, Long> offsets = new LinkedHashMap<>();
            Optional<String> refusal = hand(parcels, offsets);
            points.sent();
            if (refusal.isPresent()) {
                producer.abortTransaction();
                history.settle(attempts(parcels), Outcome.FAILED);
                return new Attempted(Optional.empty(), refusal.get());
            }
            producer.commitTransaction(); // the commit point
            points.committed();
            List<Sent> sent = note(offsets);
            points.noted();
            return new Attempted(Optional.of(sent), "");
        } catch (KafkaException e) {
            throw new QuarantineException(
                    "resubmitting broke off, so it is not known whether the last " + parcels.size()
                            + " records arrived: " + e.getMessage(),
                    Optional.of("run the same command again: it first finds out, and sends what did not arrive"),
                    e);
        }
    }

    /** Returns why Kafka took one of them not; otherwise all have their offsets. */
    private Optional<String> hand(List<Parcel> parcels, Map<Parcel, Long> offsets) {
        Map<Parcel, Future<RecordMetadata>> receipts = new LinkedHashMap<>();
        producer.beginTransaction();
        parcels.forEach(parcel -> receipts.put(parcel, producer.send(parcel.record())));
        producer.flush();
        for (Map.Entry<Parcel, Future<RecordMetadata>> receipt : receipts.entrySet()) {
            try {
                offsets.put(receipt.getKey(), receipt.getValue().get().offset());
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                return Optional.of(String.valueOf((cause == null ? e : cause).getMessage()));
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
        return Optional.empty();
    }

    private static Map<String, OptionalLong> attempts(List<Parcel> parcels) {
        Map<String, OptionalLong> attempts = new LinkedHashMap<>();
        parcels.forEach(parcel -> attempts.put(parcel.attempt(), OptionalLong.empty()));
        return attempts;
    }

    private List<Sent> note(Map<Parcel, Long> offsets) {
        Map<String, OptionalLong> arrived = new LinkedHashMap<>();
        List<Sent> sent = new ArrayList<>();
        offsets.forEach((parcel, offset) -> {
            arrived.put(parcel.attempt(), OptionalLong.of(offset));
            Place place = new Place(parcel.target().topic(), parcel.target().partition(), offset, 0);
            sent.add(new Sent(parcel.order(), Optional.of(place), Optional.empty()));
        });
        history.settle(arrived, Outcome.UNKNOWN);
        return sent;
    }

    @Override
    public void close() {
        producer.close();
        topics.close();
    }
}
