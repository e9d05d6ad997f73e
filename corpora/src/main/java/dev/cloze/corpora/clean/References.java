package dev.cloze.corpora.clean;

import java.util.HashMap;
import java.util.Map;

/** The names of characters in HTML 4 (its sections 24.2 to 24.4) that occur in prose. */
final class References {
    /** U+00A0 to U+00FF in their order. */
    private static final String LATIN_1 =
            "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr"
                    + " deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest"
                    + " Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml"
                    + " ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig"
                    + " agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml"
                    + " eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

    /** The Greek capitals from U+0391 and small letters from U+03B1; U+03A2 has no name. */
    private static final String GREEK =
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi"
                    + " rho sigmaf sigma tau upsilon phi chi psi omega";

    private static final Map<String, Integer> OTHERS = Map.ofEntries(
            Map.entry("amp", 0x26),
            Map.entry("lt", 0x3c),
            Map.entry("gt", 0x3e),
            Map.entry("quot", 0x22),
            Map.entry("apos", 0x27),
            Map.entry("OElig", 0x152),
            Map.entry("oelig", 0x153),
            Map.entry("Scaron", 0x160),
            Map.entry("scaron", 0x161),
            Map.entry("ensp", 0x2002),
            Map.entry("emsp", 0x2003),
            Map.entry("thinsp", 0x2009),
            Map.entry("zwnj", 0x200c),
            Map.entry("zwj", 0x200d),
            Map.entry("ndash", 0x2013),
            Map.entry("mdash", 0x2014),
            Map.entry("lsquo", 0x2018),
            Map.entry("rsquo", 0x2019),
            Map.entry("sbquo", 0x201a),
            Map.entry("ldquo", 0x201c),
            Map.entry("rdquo", 0x201d),
            Map.entry("bdquo", 0x201e),
            Map.entry("dagger", 0x2020),
            Map.entry("bull", 0x2022),
            Map.entry("hellip", 0x2026),
            Map.entry("prime", 0x2032),
            Map.entry("lsaquo", 0x2039),
            Map.entry("rsaquo", 0x203a),
            Map.entry("euro", 0x20ac),
            Map.entry("trade", 0x2122),
            Map.entry("larr", 0x2190),
            Map.entry("uarr", 0x2191),
            Map.entry("rarr", 0x2192),
            Map.entry("darr", 0x2193),
            Map.entry("minus", 0x2212),
            Map.entry("infin", 0x221e),
            Map.entry("asymp", 0x2248),
            Map.entry("ne", 0x2260),
            Map.entry("le", 0x2264),
            Map.entry("ge", 0x2265));

    private References() {}

    static Map<String, Integer> byName() {
        Map<String, Integer> names = new HashMap<>(OTHERS);
        int latin = 0xa0;
        for (String name : LATIN_1.split(" ", -1)) {
            names.put(name, latin++);
        }
        int small = 0x3b1;
        for (String name : GREEK.split(" ", -1)) {
            names.put(name, small);
            if (!name.equals("sigmaf")) {
                names.put(Character.toUpperCase(name.charAt(0)) + name.substring(1), small - 0x20);
            }
            small++;
        }
        return names;
    }
}
