#!/usr/bin/env bash
# An empty Maven project with the README's lines for a service: compiles, runs, and says what it weighs.
# consumers/empty-project.sh MODEL [CLASSIFIER]. Downloads everything into a local repository of its own, about 200 MB.
set -euo pipefail
[ -f "${1:-}/config.json" ] || { echo "usage: $0 MODEL [CLASSIFIER]" >&2; exit 2; }
model=$(cd "$1" && pwd)
classifier=${2:-linux-x86_64}
home=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
maven() { mvn -q -B -ntp "$@"; }

# The block of this language in the README that holds these words.
block() { awk -v language="$1" -v words="$2" '
  /^```/ { if (open && index(text, words)) { printf "%s", text; exit } open = $0 == "```" language; text = ""; next }
  open { text = text $0 "\n" }' "$home/README.md"; }

cd "$home"
maven package -pl .,bom,tokenizer,core -Dmaven.test.skip -Dmaven.javadoc.skip -Dmaven.source.skip -Dspotless.check.skip
cd "$place"
install() { maven org.apache.maven.plugins:maven-install-plugin:3.1.4:install-file \
  -Dmaven.repo.local="$place/repository" -DpomFile="$home/$1" -Dfile="$home/${2:-$1}" -Dpackaging="${3:-pom}"; }
install pom.xml
install bom/pom.xml
for module in tokenizer core; do
  install $module/pom.xml "$(cd "$home" && ls $module/target/cloze-$module-*.jar | grep -v -e sources -e javadoc)" jar
done

mkdir -p src/main/java
cat > pom.xml <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>empty</groupId><artifactId>empty</artifactId><version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
$(block xml cloze-core | sed "s/linux-x86_64/$classifier/")
  </dependencies>
  <build><plugins>
    <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.1</version></plugin>
    <plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.1</version></plugin>
    <plugin><artifactId>maven-dependency-plugin</artifactId><version>3.8.1</version></plugin>
  </plugins></build>
</project>
POM
cat > src/main/java/Empty.java <<JAVA
import dev.cloze.core.inference.TextEmbedder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

class Empty {
    static float[][] embed(Path model) throws IOException {
$(block java 'TextEmbedder.load(model)')
    }

    public static void main(String[] arguments) throws IOException {
        float[][] vectors = embed(Path.of(arguments[0]));
        System.out.println(vectors.length + " vectors of " + vectors[0].length + " numbers");
    }
}
JAVA
maven -Dmaven.repo.local="$place/repository" compile dependency:build-classpath -Dmdep.outputFile=classpath.txt
DJL_CACHE_DIR="$place/cache" DJL_OFFLINE=true OPT_OUT_TRACKING=true java -cp "target/classes:$(cat classpath.txt)" Empty "$model"

echo "jars, in bytes:"
{ tr ':' '\n' < classpath.txt; echo; } | while read -r jar; do echo "$(stat -c %s "$jar") $(basename "$jar")"; done | sort -rn |
  awk '{ print; sum += $1 } END { print sum, "together" }'
echo "unpacked at the first start, in bytes:"
du -sb "$place/cache" | cut -f1
