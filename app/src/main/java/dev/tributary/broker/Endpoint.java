package dev.tributary.broker;

/**
 * Where an embedded broker answers.
 *
 * @param bootstrapServers its {@code host:port}
 * @param clusterId the cluster's id, which tells one folder's broker from another's
 * @param pid the process it runs in
 */
public record Endpoint(String bootstrapServers, String clusterId, long pid) {
    /** How clients reach it. */
    public ClientSettings clientSettings() {
        return ClientSettings.of(bootstrapServers);
    }
}
