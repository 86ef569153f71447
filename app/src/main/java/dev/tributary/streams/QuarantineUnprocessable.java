package dev.tributary.streams;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last resort: a record at which a rule itself fails goes to the quarantine, and the next one is processed. Failures of Kafka
 * and of the state are not the record's fault and stop the thread. Kafka Streams makes it by its class name, hence public.
 */
public final class QuarantineUnprocessable implements ProcessingExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(QuarantineUnprocessable.class);

    private static final int FRAMES = 8;

    private final Quarantine quarantine = new Quarantine(Limits.defaults().maxQuarantineBytes());

    /** Made by Kafka Streams. */
    public QuarantineUnprocessable() {}

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        if (exception instanceof KafkaException) {
            return Response.fail();
        }
        LOG.error(
                "{} failed at {}-{} offset {} with {}; the record goes to {}",
                context.processorNodeId(),
                context.topic(),
                context.partition(),
                context.offset(),
                withoutMessage(exception),
                DerivedTopic.QUARANTINE);
        return Response.resume(List.of(row(context, exception)));
    }

    /** The message of an exception may repeat the record, which must not be in the log. */
    private static String withoutMessage(Exception exception) {
        return Stream.of(exception.getStackTrace())
                .limit(FRAMES)
                .map(frame -> " at " + frame)
                .collect(Collectors.joining("", exception.getClass().getName(), ""));
    }

    private ProducerRecord<byte[], byte[]> row(ErrorHandlerContext context, Exception exception) {
        Quarantine.Origin origin = new Quarantine.Origin(
                context.topic(),
                context.partition(),
                context.offset(),
                RecordTime.original(context.timestamp()),
                context.sourceRawKey(),
                context.headers());
        String where = context.processorNodeId() + ", " + exception.getClass().getSimpleName();
        RejectedException rejected = new RejectedException(Reason.INTERNAL_ERROR, where);
        byte[] value = quarantine.write(origin, context.sourceRawValue(), rejected.reason(), rejected.text());
        return new ProducerRecord<>(DerivedTopic.QUARANTINE, quarantine.key(context.sourceRawKey()), value);
    }
}
