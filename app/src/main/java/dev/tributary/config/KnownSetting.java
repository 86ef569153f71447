package dev.tributary.config;

import java.util.Map;

/** A setting there is, as the documentation shows it. */
public sealed interface KnownSetting permits Setting, SettingMap {
    /** Its name in the file, with dots between the sections. */
    String key();

    /** What its value must be. */
    String allowed();

    /** Its value when nobody says otherwise, as text. */
    String standard();

    /** What it does. */
    String description();

    /** The environment variable that sets it. */
    String variable();

    /** What it allows, as JSON Schema. */
    Map<String, Object> schema();
}
