/**
 * What everybody asks of the file system who keeps something: that a file, a name or a folder is still there after a power cut, and that nobody else can open it. Knows nothing
 * of what the files hold.
 */
@NullMarked
package dev.tributary.files;

import org.jspecify.annotations.NullMarked;
