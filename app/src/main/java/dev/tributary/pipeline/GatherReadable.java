package dev.tributary.pipeline;

import dev.tributary.config.Settings;
import dev.tributary.governance.Grant;
import dev.tributary.governance.Rights;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.report.Governance;
import dev.tributary.report.PipelineFigures;
import dev.tributary.report.PipelineFigures.Tables;
import dev.tributary.warehouse.LoadMark;
import dev.tributary.warehouse.Sql;
import dev.tributary.warehouse.SqlEngine;
import dev.tributary.warehouse.SqlValue;
import dev.tributary.warehouse.TableKey;
import dev.tributary.warehouse.TableState;
import dev.tributary.warehouse.Warehouse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Gathers what the report says to a user who may not read everything. Only what is named here is in it: of the lake the folders that he may read whole, for its files hold
 * every row and column; of the warehouse the tables that his engine shows, with the rows that it counts; and his permissions.
 */
final class GatherReadable {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Settings settings;
    private final String user;
    private final Rights rights;
    private final SqlEngine engine;
    private final Set<String> readable;
    private final Instant now;

    /**
     * For a user.
     *
     * @param engine the warehouse as he may read it
     */
    GatherReadable(Settings settings, String user, Rights rights, SqlEngine engine, Instant now) {
        this.settings = settings;
        this.user = user;
        this.rights = rights;
        this.engine = engine;
        this.readable = Set.copyOf(engine.tables());
        this.now = now;
    }

    PipelineFigures gather() {
        try (Warehouse warehouse = Warehouse.openToScan(settings.warehouse().database());
                LakeReader lake = LakeReader.open(new LakeLayout(settings.lake()))) {
            Tables tables = tables(warehouse);
            LakeFigures figures = lakeFigures(lake, warehouse);
            return new PipelineFigures(
                    now,
                    GatherFigures.project(settings),
                    GatherFigures.version(),
                    Optional.of(user),
                    Optional.empty(),
                    OptionalLong.empty(),
                    figures.topics(tables.tables()),
                    figures.days(),
                    Optional.empty(),
                    Optional.of(tables),
                    List.of(),
                    List.of(),
                    Governance.of(GatherGovernance.permissions(rights.grants())),
                    GatherFigures.lateAfter(settings),
                    List.of(),
                    List.of(new PipelineFigures.Part("Tributary", GatherFigures.version())));
        }
    }

    private LakeFigures lakeFigures(LakeReader lake, Warehouse warehouse) {
        Map<String, LoadMark> marks =
                warehouse.marks().stream().collect(Collectors.toMap(LoadMark::path, mark -> mark));
        Predicate<LakeFile> shown =
                file -> file.kind() == Kind.DATA && rights.to(file.topic()).whole();
        return new LakeFigures(
                settings.feeds(),
                lake.files().stream().filter(shown).toList(),
                lake.pruned().stream()
                        .filter(pruned -> shown.test(pruned.file()))
                        .toList(),
                marks,
                false,
                LocalDate.ofInstant(now, ZoneOffset.UTC));
    }

    private Tables tables(Warehouse warehouse) {
        List<TableState> tables = warehouse.tables().stream()
                .filter(table -> readable.contains(table.name()))
                .map(this::seen)
                .toList();
        List<TableKey> keys = warehouse.keys().stream()
                .filter(key -> readable.contains(key.table())
                        && key.references()
                                .filter(other -> !readable.contains(other))
                                .isEmpty())
                .toList();
        OptionalLong users = readable.contains(Grant.USERS)
                ? OptionalLong.of(
                        whole(ask("SELECT COUNT(*) FROM USERS").get(0)).orElse(0L))
                : OptionalLong.empty();
        return new Tables(OptionalLong.empty(), tables, keys, users, OptionalLong.empty(), Optional.empty());
    }

    /** With the rows that he sees; what is known of others is left out. */
    private TableState seen(TableState table) {
        List<SqlValue> counted =
                ask("SELECT COUNT(*), MAX(kafka_timestamp), MAX(imported_at) FROM " + Sql.quoted(table.name()));
        return new TableState(
                table.name(),
                table.mode(),
                table.topic(),
                whole(counted.get(0)).orElse(0L),
                table.columns(),
                rights.to(table.name()).whole() ? table.untypedMembers() : 0,
                whole(counted.get(1)).map(Instant::ofEpochMilli),
                counted.get(2) instanceof SqlValue.Text at ? Optional.of(Instant.parse(at.value())) : Optional.empty());
    }

    private List<SqlValue> ask(String sql) {
        return engine.run(sql, 1, LONGEST).rows().get(0);
    }

    private static Optional<Long> whole(SqlValue value) {
        return value instanceof SqlValue.Whole number ? Optional.of(number.value()) : Optional.empty();
    }
}
