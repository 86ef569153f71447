package dev.tributary.lake;

import java.util.Optional;

/** A file that lines were written to was pruned meanwhile. Nothing of them is committed; the same work succeeds after {@link LakeWriter#recover}. */
public final class FilePrunedException extends LakeException {
    FilePrunedException(String path) {
        super(
                "Lake file " + path + " was pruned while lines were written to it (nothing is half committed)",
                Optional.of("run it again; the records are then written to another file"),
                null);
    }
}
