package dev.cloze.corpora.sample;

import dev.cloze.tokenizer.DataException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The English ones of Europarl's passages, lines of {@code title TAB date TAB body} whose language is not given. Each
 * word of the body votes for the languages that have it among their stop words. A passage is English if English has more
 * votes than any of ten other languages and no fewer than 15 of 100 words voted for it: English prose has 20 or more,
 * and without this floor a hundred and fifty passages in languages without a list (Hungarian, Lithuanian, Slovak) would
 * pass on chance words such as "is", "to" and "on".
 */
final class EnglishPassages implements RecordText {
    private static final int FIELDS = 3;
    private static final int LEAST_PERCENT = 15;
    private static final Pattern NOT_A_WORD = Pattern.compile("[^\\p{L}\\p{Nd}_]+");

    private static final Set<String> ENGLISH = words(
            "the of and to that is we this for are it have be with which not has on as by will been from also would"
                    + " must");

    private static final List<Set<String>> OTHERS = List.of(
            words("og at det er en for af på ikke med den vi til har om de jeg et der også kan skal men fra som"),
            words(
                    "der die und das ist nicht wir zu den daß dass für mit auf ein eine von sie auch im des es ich sich dem"),
            words("και το να της του η που την τη με για τα των οι θα στο είναι ότι δεν από στην μας αυτό τις τον"),
            words(
                    "el los las una del que por con para se no su más este esta ha como lo pero al y son sus muy también"),
            words(
                    "ja on että se ei ovat myös tämä joka sen hän olen jotka tämän kuin mutta voi ole tätä siitä meidän jos"
                            + " niin sitä me"),
            words(
                    "le les des une et est que pour dans qui nous sur pas au ce cette aux par avec sont il je vous plus du"),
            words("il di che è la per non un del una della sono in con le i alla si nel più anche questo gli ho dei"),
            words(
                    "de het een van en dat is te wij niet voor zijn op met ook deze aan maar er om wordt worden heeft naar"
                            + " ik"),
            words("o os as que do da em um uma não para com por dos das no na se é mais como mas ao pela são"),
            words(
                    "och att det som är en för av på inte med den vi till har om de jag ett detta också kan ska men från"));

    @Override
    public Optional<String> of(String where, String line) throws DataException {
        String[] fields = line.split("\t", -1);
        if (fields.length != FIELDS) {
            throw new DataException(where, "title, date and body between tabs", fields.length + " fields");
        }
        return Optional.of(fields[2]).filter(EnglishPassages::isEnglish);
    }

    static boolean isEnglish(String body) {
        int words = 0;
        int english = 0;
        int[] others = new int[OTHERS.size()];
        for (String word : NOT_A_WORD.split(body.toLowerCase(Locale.ROOT), -1)) {
            if (word.isEmpty()) {
                continue;
            }
            words++;
            if (ENGLISH.contains(word)) {
                english++;
            }
            for (int i = 0; i < others.length; i++) {
                if (OTHERS.get(i).contains(word)) {
                    others[i]++;
                }
            }
        }
        for (int votes : others) {
            if (votes >= english) {
                return false;
            }
        }
        return english * 100 >= words * LEAST_PERCENT;
    }

    private static Set<String> words(String list) {
        return new HashSet<>(List.of(list.split(" ", -1)));
    }
}
