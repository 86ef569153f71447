package dev.tributary.privacy;

/** What can identify a person in clear. */
enum ClearKind {
    USER_ID("user id"),
    ADDRESS("IP address"),
    STREET("street"),
    USER_NAME("user name"),
    ZIP("ZIP code"),
    LISTED("listed value");

    private final String text;

    ClearKind(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
