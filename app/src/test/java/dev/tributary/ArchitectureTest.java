package dev.tributary;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/** The arrows between the packages, as docs/architecture.md draws them. */
@AnalyzeClasses(packages = "dev.tributary", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule arrowsPointOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("files")
            .definedBy("dev.tributary.files")
            .layer("lake")
            .definedBy("dev.tributary.lake")
            .layer("archive")
            .definedBy("dev.tributary.archive")
            .layer("broker")
            .definedBy("dev.tributary.broker")
            .layer("generator")
            .definedBy("dev.tributary.generator")
            .layer("streams")
            .definedBy("dev.tributary.streams")
            .layer("ingest")
            .definedBy("dev.tributary.ingest")
            .layer("warehouse")
            .definedBy("dev.tributary.warehouse")
            .layer("governance")
            .definedBy("dev.tributary.governance")
            .layer("schedule")
            .definedBy("dev.tributary.schedule")
            .layer("quarantine")
            .definedBy("dev.tributary.quarantine")
            .layer("privacy")
            .definedBy("dev.tributary.privacy")
            .layer("report")
            .definedBy("dev.tributary.report")
            .layer("config")
            .definedBy("dev.tributary.config")
            .layer("pipeline")
            .definedBy("dev.tributary.pipeline")
            .layer("cli")
            .definedBy("dev.tributary.cli")
            .whereLayer("files")
            .mayNotAccessAnyLayer()
            .whereLayer("lake")
            .mayOnlyAccessLayers("files")
            .whereLayer("archive")
            .mayOnlyAccessLayers("lake")
            .whereLayer("broker")
            .mayOnlyAccessLayers("files")
            .whereLayer("generator")
            .mayNotAccessAnyLayer()
            .whereLayer("streams")
            .mayOnlyAccessLayers("files")
            .whereLayer("schedule")
            .mayNotAccessAnyLayer()
            .whereLayer("ingest")
            .mayOnlyAccessLayers("lake")
            .whereLayer("warehouse")
            .mayOnlyAccessLayers("files", "lake", "archive")
            .whereLayer("governance")
            .mayOnlyAccessLayers("files", "lake", "warehouse")
            .whereLayer("quarantine")
            .mayOnlyAccessLayers("files", "lake", "broker", "streams")
            .whereLayer("privacy")
            .mayOnlyAccessLayers("files", "lake", "archive", "generator", "streams", "warehouse", "governance")
            .whereLayer("report")
            .mayOnlyAccessLayers("files", "warehouse")
            .whereLayer("config")
            .mayOnlyAccessLayers("files", "lake", "broker", "generator", "streams", "ingest", "warehouse", "schedule")
            .whereLayer("pipeline")
            .mayNotBeAccessedByAnyLayer()
            .ignoreDependency(resideInAPackage("dev.tributary.cli"), alwaysTrue())
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("dev.tributary.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheBrokerTouchesKafkasInternals = ArchRuleDefinition.noClasses()
            .that()
            .resideOutsideOfPackage("dev.tributary.broker")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("kafka..", "org.apache.kafka.metadata..", "org.apache.kafka.server..");

    @ArchTest
    static final ArchRule onlyMainEndsTheProcess = ArchRuleDefinition.noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.tributary.cli.Main")
            .should()
            .callMethod(System.class, "exit", int.class);
}
