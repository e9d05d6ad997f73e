package dev.cloze.core.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Records from trees of maps, as JSON and YAML give them, and back. Every key must be there, but for those of an
 * {@code Optional}, and none may be unknown; the error names the path and, for an unknown key, the nearest known one. Knows
 * numbers, text, booleans, enums (written in lower case), records, and each of these in lists, in sets and as an optional one.
 */
public final class RecordTree {
    private static final String EXPECTED = ": expected ";
    private static final String GOT = ", got ";

    private RecordTree() {}

    /** Makes a record of a tree; faults are {@link InvalidConfigException}s whose field is the path in the tree. */
    public static <R extends Record> R read(Class<R> type, Map<?, ?> tree) {
        return read(type, tree, "");
    }

    /** The tree of a record, keys in the order of its components. */
    public static Map<String, Object> write(Record source) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (RecordComponent component : source.getClass().getRecordComponents()) {
            Object value = get(source, component);
            if (!(value instanceof Optional<?> optional)) {
                tree.put(component.getName(), plain(value));
            } else if (optional.isPresent()) {
                tree.put(component.getName(), plain(optional.get()));
            }
        }
        return tree;
    }

    private static <R extends Record> R read(Class<R> type, Map<?, ?> tree, String path) {
        RecordComponent[] components = type.getRecordComponents();
        List<String> names =
                Arrays.stream(components).map(RecordComponent::getName).toList();
        for (Object key : tree.keySet()) {
            if (!names.contains(String.valueOf(key))) {
                throw new InvalidConfigException(
                        path + key, "a known key", "an unknown one; the nearest is " + nearest(key, names));
            }
        }
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String place = path + components[i].getName();
            boolean optional = components[i].getType() == Optional.class;
            if (tree.get(components[i].getName()) == null) {
                if (optional) {
                    values[i] = Optional.empty();
                    continue;
                }
                throw new InvalidConfigException(place, "a value", "nothing");
            }
            values[i] = convert(components[i].getGenericType(), tree.get(components[i].getName()), place);
        }
        return construct(type, components, values, path);
    }

    private static Object convert(Type wanted, Object value, String place) {
        if (wanted instanceof ParameterizedType generic) {
            Type element = generic.getActualTypeArguments()[0];
            if (generic.getRawType() == Optional.class) {
                return Optional.of(convert(element, value, place));
            }
            if (generic.getRawType() == List.class) {
                return List.copyOf(elements(element, value, place));
            }
            if (generic.getRawType() == Set.class) {
                return new LinkedHashSet<>(elements(element, value, place));
            }
        }
        Class<?> type = wanted instanceof Class<?> plain ? plain : Object.class;
        if (type == int.class) {
            return Math.toIntExact(whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE, place));
        }
        if (type == long.class || type == Long.class) {
            return whole(value, Long.MIN_VALUE, Long.MAX_VALUE, place);
        }
        if (type == double.class || type == Double.class) {
            return number(value, place).doubleValue();
        }
        if (type == boolean.class || type == Boolean.class) {
            return require(value instanceof Boolean, "true or false", value, place);
        }
        if (type == String.class) {
            return require(value instanceof String, "text", value, place);
        }
        if (type.isEnum()) {
            return constant(type, value, place);
        }
        if (type.isRecord()) {
            require(value instanceof Map, "keys and values", value, place);
            return read(type.asSubclass(Record.class), (Map<?, ?>) value, place + ".");
        }
        throw new IllegalStateException("record tree: " + place + ": no conversion to " + wanted);
    }

    private static List<Object> elements(Type element, Object value, String place) {
        require(value instanceof List, "a list", value, place);
        List<Object> elements = new ArrayList<>();
        for (Object each : (List<?>) value) {
            elements.add(convert(element, each, place + "[" + elements.size() + "]"));
        }
        return elements;
    }

    private static long whole(Object value, long least, long most, String place) {
        Number number = number(value, place);
        boolean fits = (number instanceof Long || number instanceof Integer)
                && number.longValue() >= least
                && number.longValue() <= most;
        require(fits, "a whole number", value, place);
        return number.longValue();
    }

    private static Number number(Object value, String place) {
        return (Number) require(value instanceof Number, "a number", value, place);
    }

    private static Object constant(Class<?> type, Object value, String place) {
        List<String> names =
                Arrays.stream(type.getEnumConstants()).map(RecordTree::spelled).toList();
        int index = names.indexOf(String.valueOf(value));
        require(index >= 0, "one of " + String.join(", ", names), value, place);
        return type.getEnumConstants()[index];
    }

    private static String spelled(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
    }

    private static Object require(boolean holds, String expected, Object value, String place) {
        if (!holds) {
            throw new InvalidConfigException(place, expected, value);
        }
        return value;
    }

    private static <R extends Record> R construct(
            Class<R> type, RecordComponent[] components, Object[] values, String path) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true); // records of other packages need not be public
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InvalidConfigException fault) {
                throw new InvalidConfigException(path + fault.field(), fault.expected(), fault.got());
            }
            if (e.getCause() instanceof IllegalArgumentException fault) {
                throw named(path, fault);
            }
            throw new IllegalStateException("record tree: " + type, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("record tree: " + type, e);
        }
    }

    /** The fault of a record that does not know this room: {@code field: expected RULE, got VALUE} as everywhere. */
    private static IllegalArgumentException named(String path, IllegalArgumentException fault) {
        String message = String.valueOf(fault.getMessage());
        int rule = message.indexOf(EXPECTED);
        int value = message.lastIndexOf(GOT);
        if (rule < 0 || value < rule) {
            return fault;
        }
        return new InvalidConfigException(
                path + message.substring(0, rule),
                message.substring(rule + EXPECTED.length(), value),
                message.substring(value + GOT.length()));
    }

    private static Object get(Record source, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(source);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("record tree: " + component, e);
        }
    }

    private static Object plain(Object value) {
        if (value instanceof Enum<?>) {
            return spelled(value);
        }
        if (value instanceof Collection<?> elements) {
            return elements.stream().map(RecordTree::plain).toList();
        }
        return value instanceof Record child ? write(child) : value;
    }

    private static String nearest(Object key, List<String> names) {
        List<String> sorted = new ArrayList<>(names);
        sorted.sort((a, b) -> Integer.compare(distance(String.valueOf(key), a), distance(String.valueOf(key), b)));
        return sorted.get(0);
    }

    /** The edit distance of Levenshtein 1966, whatever the case of letters. */
    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
