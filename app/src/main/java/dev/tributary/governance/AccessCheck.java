package dev.tributary.governance;

import dev.tributary.lake.LakeLayout;
import dev.tributary.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Finds what has drifted: users without grants, grants to nobody or to nothing, expired tokens, and files that the operating system lets others open, past every permission
 * of Tributary. Reads only, unless told to mend file modes.
 */
public final class AccessCheck {
    private final Path database;
    private final LakeLayout lake;
    private final Path state;
    private final Folders folders;

    /** The check of a project. */
    public AccessCheck(Path database, LakeLayout lake, Path state, Folders folders) {
        this.database = database;
        this.lake = lake;
        this.state = state;
        this.folders = folders;
    }

    /**
     * Looks at everything.
     *
     * @param mendModes whether files that others can open are closed to them; each is then a finding that is mended
     */
    public List<Finding> run(boolean mendModes, Instant now) {
        List<Finding> findings = new ArrayList<>();
        if (Files.isRegularFile(database)) {
            try (Warehouse warehouse = Warehouse.openReadOnly(database)) {
                users(warehouse, now, findings);
                grants(warehouse, findings);
            }
        }
        try {
            modes(mendModes, findings);
        } catch (IOException e) {
            throw new UncheckedIOException("check the modes of files: " + e.getMessage(), e);
        }
        return findings;
    }

    private static void users(Warehouse warehouse, Instant now, List<Finding> findings) {
        Accounts accounts = new Accounts(warehouse);
        List<Grant> grants = new Permissions(warehouse).all();
        for (Account account : accounts.all()) {
            boolean none = grants.stream().noneMatch(grant -> grant.user().equalsIgnoreCase(account.name()));
            if (none && account.role() == Role.ANALYST) {
                findings.add(new Finding(
                        Finding.Kind.USER,
                        account.name(),
                        "has no permission",
                        "tributary permissions grant " + account.name() + " FOLDER --read, or tributary users remove "
                                + account.name(),
                        false));
            }
            accounts.tokens(account.name()).stream()
                    .filter(token -> !now.isBefore(token.expiresAt()))
                    .forEach(token -> findings.add(new Finding(
                            Finding.Kind.TOKEN,
                            account.name() + " " + token.id(),
                            "has been past its time since " + token.expiresAt(),
                            "tributary users token " + account.name() + " --withdraw " + token.id(),
                            false)));
        }
    }

    private void grants(Warehouse warehouse, List<Finding> findings) {
        List<String> users =
                new Accounts(warehouse).all().stream().map(Account::name).toList();
        for (Grant grant : new Permissions(warehouse).all()) {
            String subject = grant.user() + " " + grant.folder();
            String revoke = "tributary permissions revoke " + subject;
            if (users.stream().noneMatch(grant.user()::equalsIgnoreCase)) {
                findings.add(new Finding(
                        Finding.Kind.GRANT,
                        subject,
                        "is given to a user who is not there",
                        "tributary users add " + grant.user() + " --role analyst, or delete the row",
                        false));
            } else if (!folders.known(grant.folder())) {
                findings.add(
                        new Finding(Finding.Kind.GRANT, subject, "is for a folder that is not there", revoke, false));
            } else if (!grant.canRead() && !grant.canWrite()) {
                findings.add(new Finding(Finding.Kind.GRANT, subject, "gives no right", revoke, false));
            }
        }
    }

    private void modes(boolean mend, List<Finding> findings) throws IOException {
        if (!FileModes.known(lake.root())) {
            return;
        }
        if (Files.isDirectory(state)) {
            mode(state, mend, findings);
        }
        for (Path file : secrets()) {
            mode(file, mend, findings);
        }
        Path deadLetters = lake.root().resolve(Grant.DEAD_LETTERS);
        if (Files.isDirectory(deadLetters)) {
            mode(deadLetters, mend, findings);
        }
        mode(lake.root(), mend, findings);
    }

    /** The databases with what SQLite keeps beside them, and everything in the folder of state. */
    private List<Path> secrets() throws IOException {
        List<Path> files = new ArrayList<>(List.of(database));
        for (String suffix : List.of("-wal", "-shm", "-journal")) {
            files.add(database.resolveSibling(database.getFileName() + suffix));
        }
        if (Files.isDirectory(state)) {
            try (Stream<Path> inside = Files.list(state)) {
                inside.filter(AccessCheck::secret).sorted().forEach(files::add);
            }
        }
        if (Files.isDirectory(lake.root().resolve(Grant.DEAD_LETTERS))) {
            files.addAll(filesIn(lake.root().resolve(Grant.DEAD_LETTERS)));
        }
        return files;
    }

    private static boolean secret(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".key") || name.contains(".db") || name.equals("audit.head") || name.equals("sql_history");
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private static void mode(Path path, boolean mend, List<Finding> findings) throws IOException {
        try {
            if (FileModes.openToOthers(path)) {
                String was = FileModes.text(path);
                if (mend) {
                    FileModes.closeToOthers(path);
                }
                findings.add(new Finding(
                        Finding.Kind.MODE,
                        path.toString(),
                        "is open to other users of this machine (" + was + ")",
                        "chmod go= " + path + ", or tributary permissions verify --mend-modes",
                        mend));
            }
        } catch (NoSuchFileException e) {
            return; // it came and went, as the files beside a database do
        }
    }
}
