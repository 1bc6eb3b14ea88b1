//! What a plugin hears of conversations' logs.

use vuoro_tests::{TestHost, eventually, on_both_databases};

use super::Scene;

on_both_databases! {
    async fn a_plugin_hears_of_the_log_in_order_and_never_of_its_own_doing(database: Database) {
        let scene = Scene::on(database).await;
        let (niilo, conversation) = (&scene.niilo, &scene.conversation);
        for n in 0..20 {
            niilo.writes(conversation, &format!("message {n}")).await;
        }
        scene.hears((3..23).collect()).await;
        niilo.writes(conversation, "echo").await;
        eventually("it says something", async || scene.kinds().await.last().is_some_and(|kind| kind == "PostContent")).await;
        niilo.writes(conversation, "after the echo").await;
        // 24 is the plugin's own line.
        scene.hears((3..24).chain([25]).collect()).await;
        scene.host.stop().await;
    }

    async fn what_a_plugin_failed_to_hear_it_hears_later_and_after_a_restart(database: Database) {
        let mut scene = Scene::on(database).await;
        let conversation = scene.conversation.clone();
        scene.niilo.writes(&conversation, "one").await;
        scene.hears(vec![3]).await;
        scene.niilo.acts("noteMood", scene.note("BAD", ""), "__typename").await;
        scene.niilo.writes(&conversation, "two").await;
        scene.niilo.writes(&conversation, "three").await;
        eventually("it fails", async || !scene.failures().await.is_empty()).await;
        let database = scene.host.stop().await;
        // The server is gone; what the plugin hasn't heard is in the store.
        let host = TestHost::again_with_plugins(database).await;
        for agent in [&mut scene.niilo, &mut scene.owner] {
            agent.client.base = host.base.clone();
        }
        scene.host = host;
        eventually("it fails again", async || !scene.failures().await.is_empty()).await;
        scene.niilo.acts("noteMood", scene.note("GOOD", ""), "__typename").await;
        scene.hears(vec![3, 5, 6]).await;
        scene.host.stop().await;
    }
}
