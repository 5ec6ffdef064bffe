//! Harm that only a hand writes: in what an instance is made of.

use super::{fault_of, limits, load, wat::Module};
use crate::plugin::{
    Fault,
    engine::{Limits, LoadError, limits as bounds, state::State},
};
use wasmtime::ResourceLimiter;

fn fault(module: &Module<'_>) -> Fault {
    fault_of(&module.component(), limits())
}

/// How a call of a driver that loads ends.
fn parse(module: &Module<'_>) -> Result<(), Fault> {
    let driver = load(&module.component()).expect("it loads");
    driver.parse("show version", "text").result.map(|_| ())
}

#[test]
fn the_driver_by_hand_is_one() {
    let driver = load(&Module::default().component()).expect("a driver");
    assert_eq!(driver.description().platform, "by_hand");
    assert!(driver.description().profile.is_none());
    assert!(driver.parse("show version", "text").result.is_ok());
}

#[test]
fn a_start_that_never_ends_runs_out_of_time() {
    let endless = Module {
        fields: "(func $start (loop (br 0))) (start $start)",
        ..Module::default()
    };
    assert!(matches!(fault(&endless), Fault::Time { .. }));
}

#[test]
fn a_table_cannot_grow_without_end() {
    let growing = Module {
        fields: "(table $functions 0 funcref)",
        parse: "(loop
            (br_if 0 (i32.ne (table.grow $functions (ref.null func) (i32.const 10000)) (i32.const -1)))
            unreachable)",
        ..Module::default()
    };
    assert_eq!(
        parse(&growing),
        Err(Fault::Table {
            limit: bounds::TABLE_ELEMENTS
        })
    );
}

#[test]
fn many_tables_count_together() {
    let tables = "(table 40000 funcref)\n".repeat(20);
    let many = Module {
        fields: &tables,
        ..Module::default()
    };
    let error = load(&many.component()).expect_err("too many elements");
    assert!(
        matches!(
            &error,
            LoadError::Fault {
                fault: Fault::Table { .. } | Fault::Trap(_),
                ..
            } | LoadError::Invalid { .. }
        ),
        "{error:?}"
    );
}

#[test]
fn a_table_that_begins_too_large_is_refused() {
    let large = Module {
        fields: "(table 10000000 funcref)",
        ..Module::default()
    };
    let error = load(&large.component()).expect_err("too large");
    assert!(
        matches!(error, LoadError::Invalid { .. } | LoadError::Fault { .. }),
        "{error:?}"
    );
}

#[test]
fn memory_ends_at_its_limit_however_it_is_asked_for() {
    let growing = "(loop
        (br_if 0 (i32.ne (memory.grow $main (i32.const 100)) (i32.const -1)))
        unreachable)";
    let limit = bounds::MEMORY;
    let module = Module {
        parse: growing,
        ..Module::default()
    };
    assert_eq!(parse(&module), Err(Fault::Memory { limit }));
    let begins = Module {
        memory: "3200",
        ..Module::default()
    };
    assert_eq!(fault(&begins), Fault::Memory { limit });
    let beyond_all = Module {
        memory: "65536",
        ..Module::default()
    };
    assert!(load(&beyond_all.component()).is_err());
}

#[test]
fn a_module_of_many_memories_is_refused() {
    let memories = "(memory 1024)\n".repeat(3);
    let many = Module {
        fields: &memories,
        ..Module::default()
    };
    let error = load(&many.component()).expect_err("192 MiB");
    assert!(
        matches!(error, LoadError::Fault { .. } | LoadError::Invalid { .. }),
        "{error:?}"
    );
}

#[test]
fn memories_and_tables_of_many_modules_count_together() {
    let mut state = State::new(Limits::default(), None);
    let half = bounds::MEMORY / 2 + 1;
    let mut grow = |from, to| state.memory_growing(from, to, None).expect("an answer");
    assert!(grow(0, half));
    assert!(!grow(0, half), "another memory");
    assert!(grow(0, half - 2));
    assert!(!grow(half, half + (1 << 16)));
    assert!(state.memory_refused);
    let most = bounds::TABLE_ELEMENTS;
    let mut grow = |from, to| state.table_growing(from, to, None).expect("an answer");
    assert!(grow(0, most / 2) && grow(0, most / 2));
    assert!(!grow(most / 2, most / 2 + 1));
    assert!(state.table_refused);
}

#[test]
fn nothing_waits_where_no_clock_ends_it() {
    // A wait on shared memory would hold the thread, not the instance.
    let waiting = wat::parse_str(
        r#"(component (core module (memory (export "m") 1 1 shared)
            (func (export "f") (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1))))))"#,
    )
    .expect("a component");
    let error = load(&waiting).expect_err("no shared memory");
    assert!(matches!(error, LoadError::Invalid { .. }), "{error:?}");
}

#[test]
fn room_that_is_given_where_there_is_none_is_not_written_to() {
    for realloc in [
        "(i32.const -16)",
        "(i32.const 65535)",
        "unreachable",
        "(loop (br 0)) unreachable",
    ] {
        let module = Module {
            realloc,
            ..Module::default()
        };
        let driver = super::ENGINE
            .load(
                "acme.wasm",
                &module.component(),
                limits(),
                super::Permissions::default(),
            )
            .expect("it loads");
        let fault = driver
            .parse("show version", &"x".repeat(100))
            .result
            .expect_err(realloc);
        assert!(
            matches!(fault, Fault::Trap(_) | Fault::Time { .. }),
            "{realloc}: {fault:?}"
        );
    }
}

#[test]
fn an_answer_that_is_none_is_a_fault() {
    for (what, parse) in [
        (
            "a result of a third kind",
            "(i32.store8 (i32.const 2048) (i32.const 7))",
        ),
        (
            "rows beyond the memory",
            "(i32.store (i32.const 2060) (i32.const 0x7fffffff)) (i32.store (i32.const 2064) (i32.const 9))",
        ),
        (
            "columns without end",
            "(i32.store (i32.const 2056) (i32.const -1))",
        ),
        (
            "a name that is no UTF-8",
            "(i32.store (i32.const 2052) (i32.const 3000)) (i32.store (i32.const 2056) (i32.const 1))
             (i32.store (i32.const 3000) (i32.const 3100)) (i32.store (i32.const 3004) (i32.const 2))
             (i32.store (i32.const 3100) (i32.const 0xfeff))",
        ),
    ] {
        let module = Module {
            parse,
            ..Module::default()
        };
        let fault = load(&module.component())
            .expect("it loads")
            .parse("show version", "")
            .result
            .expect_err(what);
        assert!(
            matches!(fault, Fault::Trap(_) | Fault::Answer { .. }),
            "{what}: {fault:?}"
        );
    }
}
