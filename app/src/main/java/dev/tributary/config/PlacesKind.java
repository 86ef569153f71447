package dev.tributary.config;

import dev.tributary.streams.StreamRules.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A list of cities in countries. */
final class PlacesKind implements Kind<List<Place>> {
    @Override
    public Optional<List<Place>> read(Value value) {
        return value.items(allowed()).flatMap(PlacesKind::readItems);
    }

    private static Optional<List<Place>> readItems(List<Value> values) {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            place(values.get(i).named(values.get(i).key() + "[" + i + "]")).ifPresent(places::add);
        }
        return places.size() == values.size() ? Optional.of(List.copyOf(places)) : Optional.empty();
    }

    private static Optional<Place> place(Value value) {
        return Members.of(value, Set.of("city", "country")).flatMap(members -> {
            Optional<String> city = members.required("city", Kinds.text());
            Optional<String> country = members.required("country", Kinds.text());
            return city.isPresent() && country.isPresent()
                    ? Optional.of(new Place(city.get(), country.get()))
                    : Optional.empty();
        });
    }

    @Override
    public String allowed() {
        return "a list of {city, country}";
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> text = Map.of("type", "string", "minLength", 1);
        return Map.of(
                "type",
                "array",
                "items",
                Map.of(
                        "type",
                        "object",
                        "properties",
                        Map.of("city", text, "country", text),
                        "required",
                        List.of("city", "country"),
                        "additionalProperties",
                        false));
    }

    @Override
    public boolean structured() {
        return true;
    }
}
