package dev.tributary.streams;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is left of a place that identifies someone. */
final class Masks {
    /** Stands for an address that is neither IPv4 nor IPv6, of which nothing may be kept. */
    static final String UNKNOWN_IP = "x.x.x.x";

    /** The same for every street: even the shape of a rare one would identify it. */
    static final String STREET = "*** ******";

    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final int MAX_IPV6 = 45;

    private Masks() {}

    /** The first two numbers of an IPv4 address, the first 32 bits of an IPv6 address. */
    static @Nullable String ip(@Nullable String address) {
        if (address == null) {
            return null;
        }
        Matcher numbers = IPV4.matcher(address);
        if (numbers.matches()) {
            return ipv4(numbers);
        }
        return address.length() <= MAX_IPV6 && IPV6.matcher(address).matches() ? ipv6(address) : UNKNOWN_IP;
    }

    static @Nullable String street(@Nullable String street) {
        return street == null ? null : STREET;
    }

    private static String ipv4(Matcher numbers) {
        int[] parts = new int[4];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Integer.parseInt(numbers.group(i + 1));
            if (parts[i] > 255) {
                return UNKNOWN_IP;
            }
        }
        return masked(parts[0], parts[1]);
    }

    private static String masked(int first, int second) {
        return first + "." + second + ".x.x";
    }

    /** The pattern lets only literals with colons through, and for these no name is ever looked up. */
    private static String ipv6(String address) {
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return bytes.length == 4
                    ? masked(bytes[0] & 0xff, bytes[1] & 0xff)
                    : String.format("%x:%x:x:x:x:x:x:x", word(bytes, 0), word(bytes, 2));
        } catch (UnknownHostException e) {
            return UNKNOWN_IP;
        }
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }
}
