package dev.tributary.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tributary.config.SettingsSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "schema",
        description = "Print the JSON Schema of tributary.yaml, for editors.",
        footer = {
            "tributary config schema > tributary.schema.json",
            "# then, as the first line of tributary.yaml:",
            "# yaml-language-server: $schema=tributary.schema.json"
        })
final class ConfigSchemaCommand implements Callable<Integer>, OpenToUsers {
    private final Session session;

    ConfigSchemaCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        session.out()
                .println(new ObjectMapper()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                        .writeValueAsString(SettingsSchema.schema()));
        return Exit.DONE;
    }
}
