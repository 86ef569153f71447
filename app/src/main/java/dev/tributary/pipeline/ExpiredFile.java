package dev.tributary.pipeline;

import dev.tributary.lake.LakeFile;

/**
 * A file of the lake whose day has expired.
 *
 * @param file as the ledger has it
 * @param deletable whether it may be deleted
 * @param archived whether its lines go into an archive then
 * @param state why it may, or why not, in words
 */
public record ExpiredFile(LakeFile file, boolean deletable, boolean archived, String state) {}
