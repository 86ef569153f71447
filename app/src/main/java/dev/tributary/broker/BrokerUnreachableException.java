package dev.tributary.broker;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** No broker answered as it should: nobody listens, the name is unknown, or TLS or SASL do not agree. */
public final class BrokerUnreachableException extends BrokerException {
    /** Where the address comes from: the flag and the key of the configuration. */
    public static final String SETTING = "--bootstrap-server / kafka.bootstrap-servers";

    private final String address;

    BrokerUnreachableException(String address, String trouble, String fix, @Nullable Throwable cause) {
        super("cannot reach Kafka at " + address + " (" + SETTING + "): " + trouble, Optional.of(fix), cause);
        this.address = address;
    }

    /** The address that was tried, as it was configured. */
    public String address() {
        return address;
    }

    /** The setting that holds the address. */
    public String setting() {
        return SETTING;
    }
}
