package dev.tributary.generator;

import java.util.Locale;
import java.util.stream.Stream;

/** The words transactions are made of. None of them needs escaping in JSON. */
final class Vocabulary {
    static final Word[] CURRENCIES = Word.all("USD", "EUR", "GBP", "CAD", "AUD", "JPY");

    /** ISO 4217 calls XXX "no currency"; the others were never one. */
    static final Word[] UNKNOWN_CURRENCIES = Word.all("XXX", "QQQ", "ZZZ");

    static final Word[] TYPES = Word.all("purchase", "refund", "payment", "withdrawal");
    static final Word[] PAYMENT_METHODS =
            Word.all("credit_card", "paypal", "bank_transfer", "apple_pay", "google_pay", "cryptocurrency");
    static final Word[] CATEGORIES = Word.all("electronics", "clothing", "books", "home_goods", "food");
    static final Word[] OPERATING_SYSTEMS = Word.all("Windows", "MacOS", "Linux", "Android", "iOS");
    static final Word[] BROWSERS = Word.all("Chrome", "Firefox", "Safari", "Edge");

    /** A user's name follows from the user's number alone. No name is also the name of a city below. */
    private static final Word[] NAMES = Word.all("""
            Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez
            Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin
            Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson
            Walker Young Allen King Wright Scott Torres Nguyen Hill Flores
            Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts
            James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth
            William Barbara Richard Susan Joseph Jessica Sarah Charles Karen Christopher
            Lisa Daniel Nancy Matthew Betty Anthony Margaret Mark Sandra Donald
            Ashley Steven Kimberly Paul Emily Andrew Donna Joshua Michelle Kenneth
            Carol Kevin Amanda Brian Melissa George Deborah Edward Stephanie Ronald
            """.split("\\s+"));

    static final Place[] PLACES = Stream.of(
                    places("USA", "New York", "Los Angeles", "Chicago", "Houston", "Phoenix"),
                    places("Canada", "Toronto", "Montreal", "Vancouver", "Calgary", "Ottawa"),
                    places("UK", "London", "Birmingham", "Manchester", "Glasgow", "Liverpool"),
                    places("Germany", "Berlin", "Hamburg", "Munich", "Cologne", "Frankfurt"),
                    places("France", "Paris", "Marseille", "Lyon", "Toulouse", "Nice"),
                    places("Japan", "Tokyo", "Osaka", "Kyoto", "Yokohama", "Nagoya"),
                    places("Australia", "Sydney", "Melbourne", "Brisbane", "Perth", "Adelaide"),
                    places("Brazil", "São Paulo", "Rio de Janeiro", "Brasília", "Salvador", "Fortaleza"),
                    places("India", "Mumbai", "Delhi", "Bangalore", "Hyderabad", "Chennai"),
                    places("China", "Shanghai", "Beijing", "Guangzhou", "Shenzhen", "Hangzhou"))
            .flatMap(country -> country)
            .toArray(Place[]::new);

    private Vocabulary() {}

    /** A city in a country. */
    record Place(Word city, Word country) {}

    /** What has become of a transaction. */
    @SuppressWarnings("ImmutableEnumChecker") // the bytes of a word never change
    enum Status {
        COMPLETED,
        PENDING,
        FAILED,
        PROCESSING,
        CANCELLED;

        static final Status[] ALL = values();
        static final Status[] FINAL = {COMPLETED, FAILED, CANCELLED};

        private final Word word = Word.of(name().toLowerCase(Locale.ROOT));

        Word word() {
            return word;
        }
    }

    static Word nameOf(int user) {
        return NAMES[user % NAMES.length];
    }

    static Stream<Word> names() {
        return Stream.of(NAMES);
    }

    private static Stream<Place> places(String country, String... cities) {
        return Stream.of(cities).map(city -> new Place(Word.of(city), Word.of(country)));
    }
}
