package dev.tributary.cli;

/**
 * A command that users who are no administrators may run; itself it shows nothing but what they may read. Every other command is for administrators: a new one is, until
 * somebody has thought about it.
 */
interface OpenToUsers {}
